-- One row per scorecard and scoring moment in its population: does a gate let the lead through whatever the lines say, does one hold it?
with

moments as (select * from {{ ref('int_scoring_moments') }}),

scorecards as (select * from {{ ref('int_scorecards') }}),

attributes as (select * from {{ ref('int_lead_attributes') }}),

matches as (select * from {{ ref('int_attribute_matches') }}),

populations as (

    select
        matches.condition_id as scorecard_id,
        attributes.contact_id,
        attributes.as_of_date
    from attributes
    inner join matches
        on attributes.attribute = matches.attribute
        and attributes.value = matches.value
        and matches.purpose = 'population'

),

leads as (

    select
        scorecards.scorecard_id,
        moments.contact_id,
        moments.as_of_date,
        moments.moment_id
    from scorecards
    cross join moments
    left join populations
        on scorecards.scorecard_id = populations.scorecard_id
        and moments.contact_id = populations.contact_id
        and moments.as_of_date = populations.as_of_date
    where
        scorecards.population_attribute is null
        or populations.scorecard_id is not null

),

-- a gate without a scorecard is for all; where there are none, nobody is looked at
gate_states as (

    select
        leads.scorecard_id,
        leads.moment_id,
        count(case when gates.effect = 'ready' and matches.condition_id is not null then 1 end) > 0 as is_let_through,
        -- who does not match is held, unknown included
        count(case when gates.effect = 'hold' and matches.condition_id is null then 1 end) > 0 as is_held
    from leads
    inner join {{ policy_seed('gates') }}
        on coalesce(gates.scorecard_id, leads.scorecard_id) = leads.scorecard_id
    left join attributes
        on leads.contact_id = attributes.contact_id
        and leads.as_of_date = attributes.as_of_date
        and gates.attribute = attributes.attribute
    left join matches
        on matches.purpose = 'gate'
        and gates.gate = matches.condition_id
        and attributes.attribute = matches.attribute
        and attributes.value = matches.value
    group by 1, 2

)

select
    leads.scorecard_id,
    leads.contact_id,
    leads.as_of_date,
    leads.moment_id,
    coalesce(gate_states.is_let_through, false) as is_let_through,
    coalesce(gate_states.is_held, false) as is_held
from leads
left join gate_states
    on leads.scorecard_id = gate_states.scorecard_id
    and leads.moment_id = gate_states.moment_id
