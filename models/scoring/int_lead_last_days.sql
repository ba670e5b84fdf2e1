-- One row per scoring moment and kind of activity that the lead itself, no machine, has shown: the last day of it.
with

lead_activity as (

    select * from {{ ref('int_lead_events') }}
    where machine_rule_id is null and is_scored

),

moments as (select * from {{ ref('int_scoring_moments') }}),

activities as (select * from {{ ref('int_activities') }}),

passive_event_types as (select distinct event_type from {{ policy_seed('passive_event_types') }}),

matches as (

    select distinct
        pattern_id,
        activity_id
    from {{ ref('int_condition_activities') }}
    where purpose in ('inference', 'request')

),

signatures as (

    select
        activity_id,
        {{ signature_of('pattern_id') }} as signature
    from matches
    group by activity_id

),

described as (

    select
        activities.activity_id,
        passive_event_types.event_type is not null as is_passive,
        coalesce(signatures.signature, 0) as signature
    from activities
    left join passive_event_types
        on activities.event_type = passive_event_types.event_type
    left join signatures
        on activities.activity_id = signatures.activity_id

),

representatives as (

    select
        is_passive,
        signature,
        min(activity_id) as kind_activity_id
    from described
    group by is_passive, signature

),

-- the activity that stands for its kind: passive or not, the patterns of inferences and requests that it meets
kinds as (

    select
        described.activity_id,
        representatives.kind_activity_id,
        described.is_passive
    from described
    inner join representatives
        on described.is_passive = representatives.is_passive
        and described.signature = representatives.signature

),

-- the one pass over the events of all leads, for every model that needs a last day; by numbers only
last_days as (

    select
        lead_activity.moment_id,
        kinds.kind_activity_id,
        kinds.is_passive,
        max(lead_activity.activity_date) as last_activity_date,
        max(lead_activity.occurred_at) as last_activity_at
    from lead_activity
    inner join kinds
        on lead_activity.activity_id = kinds.activity_id
    group by lead_activity.moment_id, kinds.kind_activity_id, kinds.is_passive

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
