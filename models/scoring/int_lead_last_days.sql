-- One row per scoring moment and kind of activity that the lead itself, no machine, has shown: the last day of it.
with

activity as (

    select * from {{ ref('int_lead_activity') }}
    where machine_rule_id is null

),

kinds as (select * from {{ ref('int_activity_kinds') }}),

moments as (select * from {{ ref('int_scoring_moments') }}),

-- the events of all leads are gone through once here, for all who ask for a last day; by numbers only
last_days as (

    select
        activity.moment_id,
        kinds.kind_activity_id,
        kinds.is_passive,
        max(activity.activity_date) as last_activity_date
    from activity
    inner join kinds
        on activity.activity_id = kinds.activity_id
    group by activity.moment_id, kinds.kind_activity_id, kinds.is_passive

)

select
    moments.contact_id,
    moments.as_of_date,
    last_days.kind_activity_id,
    last_days.is_passive,
    last_days.last_activity_date
from last_days
inner join moments
    on last_days.moment_id = moments.moment_id
