-- One row per scoring moment and kind of activity that the lead itself, no machine, has shown: the last day of it.
with

moments as (

    select * from {{ ref('int_scorable_moments') }}
    where is_scored

),

contact_days as (select * from {{ ref('int_contact_days') }}),

-- the activity that stands for its kind: passive or not, the inferences and requests that it means
kinds as (

    select
        classes.class_id,
        classes.is_passive,
        min(min(classes.activity_id)) over (partition by classes.is_passive, classes.meaning) as kind_activity_id
    from {{ ref('int_activity_classes') }} as classes
    group by classes.class_id, classes.is_passive, classes.meaning

),

-- for every model that needs a last day; by numbers only
last_days as (

    select
        moments.moment_id,
        kinds.kind_activity_id,
        kinds.is_passive,
        max(contact_days.activity_date) as last_activity_date,
        max(contact_days.last_activity_at) as last_activity_at
    from moments
    inner join contact_days
        on moments.days_id = contact_days.days_id
        and moments.as_of_date >= contact_days.activity_date
    inner join kinds
        on contact_days.class_id = kinds.class_id
    group by moments.moment_id, kinds.kind_activity_id, kinds.is_passive

)

select
    moments.contact_id,
    moments.as_of_date,
    last_days.kind_activity_id,
    last_days.is_passive,
    last_days.last_activity_date,
    last_days.last_activity_at
from last_days
inner join moments
    on last_days.moment_id = moments.moment_id
