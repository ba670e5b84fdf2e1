-- One row per scorecard and scoring moment that a gate looks at: does one let the lead through whatever the lines say, does one hold it?
with

leads as (select * from {{ ref('int_scored_leads') }}),

gates as (select * from {{ ref('gates') }}),

attributes as (select * from {{ ref('int_lead_attributes') }}),

matches as (

    select * from {{ ref('int_attribute_matches') }}
    where purpose = 'gate'

)

select
    leads.scorecard_id,
    leads.contact_id,
    leads.as_of_date,
    count(case when gates.effect = 'ready' and matches.condition_id is not null then 1 end) > 0 as is_let_through,
    count(case when gates.effect = 'hold' and matches.condition_id is null then 1 end) > 0 as is_held
from leads
inner join gates
    on coalesce(gates.scorecard_id, leads.scorecard_id) = leads.scorecard_id
left join attributes
    on leads.contact_id = attributes.contact_id
    and leads.as_of_date = attributes.as_of_date
    and gates.attribute = attributes.attribute
left join matches
    on gates.gate = matches.condition_id
    and attributes.attribute = matches.attribute
    and attributes.value = matches.value
group by 1, 2, 3
