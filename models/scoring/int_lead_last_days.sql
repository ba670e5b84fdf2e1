-- One row per scoring moment and kind of activity that the lead itself, no machine, has shown: the last day of it.
with

moments as (

    select * from {{ ref('int_scorable_moments') }}
    where is_scored

),

contact_days as (select * from {{ ref('int_contact_days') }}),

classes as (
    {{ select_activity_classes(ref('int_activities'), ref('int_activity_signatures'), ref('int_condition_activities')) }}
),

-- the activity that stands for its kind: passive or not, the patterns of inferences and requests that it meets
kinds as (

    select
        is_passive,
        kind_signature,
        min(activity_id) as kind_activity_id
    from classes
    group by is_passive, kind_signature

),

-- for every model that needs a last day; by numbers only
last_days as (

    select
        moments.moment_id,
        contact_days.is_passive,
        contact_days.kind_signature,
        max(contact_days.activity_date) as last_activity_date,
        max(contact_days.last_activity_at) as last_activity_at
    from moments
    inner join contact_days
        on moments.days_id = contact_days.days_id
        and moments.as_of_date >= contact_days.activity_date
    group by moments.moment_id, contact_days.is_passive, contact_days.kind_signature

)

select
    moments.contact_id,
    moments.as_of_date,
    kinds.kind_activity_id,
    last_days.is_passive,
    last_days.last_activity_date,
    last_days.last_activity_at
from last_days
inner join moments
    on last_days.moment_id = moments.moment_id
inner join kinds
    on last_days.is_passive = kinds.is_passive
    and last_days.kind_signature = kinds.kind_signature
