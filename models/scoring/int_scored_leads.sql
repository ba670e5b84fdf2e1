-- One row per scorecard and scoring moment in its population.
with

moments as (select * from {{ ref('int_scoring_moments') }}),

scorecards as (select * from {{ ref('int_scorecards') }}),

attributes as (select * from {{ ref('int_lead_attributes') }}),

matches as (

    select * from {{ ref('int_attribute_matches') }}
    where purpose = 'population'

),

populations as (

    select
        matches.condition_id as scorecard_id,
        attributes.contact_id,
        attributes.as_of_date
    from attributes
    inner join matches
        on attributes.attribute = matches.attribute
        and attributes.value = matches.value

)

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
