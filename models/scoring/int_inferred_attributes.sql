-- One row per scoring moment and attribute inferred from behaviour: the newest inference that still holds.
-- depends_on: {{ ref('int_policy_problems') }}
with

last_days as (select * from {{ ref('int_lead_last_days') }}),

inferences as (

    select
        inference_id,
        attribute,
        value,
        unless_known,
        {{ safe_number('valid_days') }} as valid_days
    from {{ policy_seed('inferred_attributes') }}

),

matches as (

    select * from {{ ref('int_condition_activities') }}
    where purpose = 'inference'

),

newest as (

    select
        last_days.contact_id,
        last_days.as_of_date,
        matches.condition_id,
        max(last_days.last_activity_date) as activity_date
    from last_days
    inner join matches
        on last_days.kind_activity_id = matches.activity_id
    group by last_days.contact_id, last_days.as_of_date, matches.condition_id

),

inferred as (

    select
        newest.contact_id,
        newest.as_of_date,
        inferences.attribute,
        inferences.value,
        inferences.unless_known,
        row_number() over (
            partition by newest.contact_id, newest.as_of_date, inferences.attribute
            order by newest.activity_date desc, inferences.value desc, inferences.inference_id asc
        ) as recency_rank
    from newest
    inner join inferences
        on newest.condition_id = inferences.inference_id
    where
        inferences.valid_days is null
        or newest.as_of_date < {{ days_after('newest.activity_date', 'inferences.valid_days') }}

)

select
    contact_id,
    as_of_date,
    attribute,
    value,
    unless_known
from inferred
where recency_rank = 1
