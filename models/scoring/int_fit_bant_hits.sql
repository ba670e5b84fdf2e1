-- One row per scorecard, scoring moment and rule on an attribute that matches; is_strongest = it counts for its question.
with

leads as (select * from {{ ref('int_scored_leads') }}),

attributes as (select * from {{ ref('int_lead_attributes') }}),

matches as (

    select * from {{ ref('int_attribute_matches') }}
    where purpose = 'rule'

),

scorecard_rules as (select * from {{ ref('int_scorecard_rules') }}),

hits as (

    select
        leads.scorecard_id,
        leads.contact_id,
        leads.as_of_date,
        scorecard_rules.subscore,
        scorecard_rules.category,
        scorecard_rules.criterion,
        scorecard_rules.rule_id,
        -- the rules on one behaviour or condition compete, whatever their criterion; of fit and BANT those of one criterion do
        case when scorecard_rules.subscore = 'interest' then scorecard_rules.attribute else scorecard_rules.criterion end as question,
        scorecard_rules.verdict,
        scorecard_rules.subscore <> 'interest' and not coalesce(scorecard_rules.counts_strongest, true) as is_added_up,
        {{ line_points(
            'scorecard_rules.points', 'scorecard_rules.points_to',
            'matches.number_value', 'scorecard_rules.at_least', 'scorecard_rules.below'
        ) }} as points
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

)

select
    scorecard_id,
    contact_id,
    as_of_date,
    subscore,
    category,
    criterion,
    rule_id,
    verdict,
    points,
    is_added_up or row_number() over (
        partition by scorecard_id, contact_id, as_of_date, subscore, question
        order by abs(points) desc, rule_id
    ) = 1 as is_strongest
from hits
