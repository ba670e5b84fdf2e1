-- One row per day of loading (unknown = 9999-12-31), day and event type: what the events first delivered then look like.
{{ config(
    materialized='incremental',
    tags='keeps_days',
    incremental_strategy=adding_rows(), partition_by=by_day('loaded_on'),
    on_schema_change='fail',
    pre_hook='{{ forget_days_read_now(this) }}'
) }}

with

-- an event without a day of loading counts on the day on which it happened
events as (

    select
        *,
        case when loaded_on = {{ always_until() }} then activity_date else loaded_on end as day
    from {{ ref('int_events') }}
    where loaded_on >= {{ events_read_from() }}

),

activities as (select * from {{ ref('int_event_activities') }}),

clients as (select * from {{ ref('int_event_clients') }}),

-- what a visitor does twice on a day looks the same; a tracker that fires twice doubles all of it
acts as (

    select
        loaded_on,
        day,
        activity_date,
        activity_id,
        client_id,
        visitor_id,
        count(*) as events
    from events
    where day >= {{ first_profile_day() }}
    group by 1, 2, 3, 4, 5, 6

),

kinds as (

    select
        loaded_on,
        day,
        activity_date,
        activity_id,
        client_id,
        sum(events) as events,
        count(*) as acts,
        sum(case when events > 1 then 1 else 0 end) as repeated_acts
    from acts
    group by 1, 2, 3, 4, 5

)

select
    kinds.loaded_on,
    kinds.day,
    activities.event_type,
    cast(sum(kinds.events) as bigint) as events,
    cast(sum(kinds.acts) as bigint) as acts,
    cast(sum(kinds.repeated_acts) as bigint) as repeated_acts,
    -- more than a day after it happened
    sum(case when kinds.day > {{ days_after('kinds.activity_date', 1) }} then kinds.events else 0 end) as late_events,
    sum(case when kinds.activity_date > kinds.day then kinds.events else 0 end) as early_events,
    {{ count_blanks(
        ['page_path', 'asset', 'channel', 'campaign', 'user_agent'], {
            'page_path': 'activities.', 'asset': 'activities.', 'channel': 'activities.', 'campaign': 'activities.', 'user_agent': 'clients.',
        }, 'kinds.events'
    ) }}
from kinds
inner join activities
    on kinds.activity_id = activities.activity_id
inner join clients
    on kinds.client_id = clients.client_id
group by 1, 2, 3
