-- One row per scoring moment and attribute inferred from behaviour: the newest inference that still holds.
-- depends_on: {{ ref('int_policy_problems') }}
with

activity as (

    select * from {{ ref('int_lead_activity') }}
    where machine_rule_id = ''

),

activities as (

    select * from {{ ref('int_activities') }}

),

inferences as (

    select
        inference_id,
        event_type,
        property,
        pattern,
        attribute,
        value,
        unless_known,
        {{ safe_number('valid_days') }} as valid_days
    from {{ ref('inferred_attributes') }}

),

patterns as (

    select
        inference_id,
        event_type,
        property,
        {{ alternatives("coalesce(pattern, '%')") }} as pattern
    from inferences

),

matches as (

    select distinct
        activities.activity_key,
        patterns.inference_id
    from activities
    inner join patterns
        on {{ activity_meets('activities', 'patterns') }}

),

inferred as (

    select
        activity.contact_id,
        activity.as_of_date,
        inferences.attribute,
        inferences.value,
        inferences.unless_known,
        row_number() over (
            partition by activity.contact_id, activity.as_of_date, inferences.attribute
            order by activity.activity_date desc, inferences.value desc, inferences.inference_id asc
        ) as newness
    from activity
    inner join matches
        on activity.activity_key = matches.activity_key
    inner join inferences
        on matches.inference_id = inferences.inference_id
    where
        inferences.valid_days is null
        or activity.as_of_date < {{ days_after('activity.activity_date', 'inferences.valid_days') }}

)

select
    contact_id,
    as_of_date,
    attribute,
    value,
    unless_known
from inferred
where newness = 1
