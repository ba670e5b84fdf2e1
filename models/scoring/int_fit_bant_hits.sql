-- One row per scorecard, scoring moment and fit or BANT rule that matches; is_strongest = the one that counts for its criterion.
with

leads as (select * from {{ ref('int_scored_leads') }}),

attributes as (select * from {{ ref('int_lead_attributes') }}),

matches as (

    select * from {{ ref('int_attribute_matches') }}
    where purpose = 'rule'

),

scorecard_rules as (select * from {{ ref('int_scorecard_rules') }})

select
    leads.scorecard_id,
    leads.contact_id,
    leads.as_of_date,
    scorecard_rules.subscore,
    scorecard_rules.category,
    scorecard_rules.criterion,
    scorecard_rules.rule_id,
    scorecard_rules.verdict,
    scorecard_rules.points,
    row_number() over (
        partition by leads.scorecard_id, leads.contact_id, leads.as_of_date, scorecard_rules.criterion
        order by abs(scorecard_rules.points) desc, scorecard_rules.rule_id
    ) = 1 as is_strongest
from leads
inner join attributes
    on leads.contact_id = attributes.contact_id
    and leads.as_of_date = attributes.as_of_date
inner join matches
    on attributes.attribute = matches.attribute
    and attributes.value = matches.value
inner join scorecard_rules
    on leads.scorecard_id = scorecard_rules.scorecard_id
    and matches.condition_id = scorecard_rules.rule_id
