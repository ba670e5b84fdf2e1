-- One row per metric of the events, part and day: rows of each type, blank cells, repeats, events that come late or early.
with

days as (

    select * from {{ ref('int_profile_days') }}

),

loads as (

    select loads.*
    from {{ ref('int_event_loads') }} as loads
    inner join days
        on loads.day = days.day

),

types as (

    select
        event_type,
        min(day) as first_day
    from loads
    group by 1

),

-- a type that is not sent on a day has no rows there, which must be seen
type_days as (

    select
        types.event_type,
        days.day,
        sum(loads.events) as events
    from types
    inner join days
        on types.first_day <= days.day
    left join loads
        on types.event_type = loads.event_type
        and days.day = loads.day
    group by 1, 2

)

select {{ profile('events', "'type_rows'", 'event_type', 'day', 'count', 'coalesce(events, 0)', 'coalesce(events, 0)') }}
from type_days

union all

select {{ profile('events', "'repeat_share'", 'event_type', 'day', 'share', 'sum(acts)', 'sum(repeated_acts)') }}
from loads
group by event_type, day

union all

select {{ profile('events', "'late_share'", "''", 'day', 'share', 'sum(events)', 'sum(late_events)') }}
from loads
where loaded_on < {{ always_until() }}
group by day

union all

select {{ profile('events', "'early_share'", "''", 'day', 'share', 'sum(events)', 'sum(early_events)') }}
from loads
where loaded_on < {{ always_until() }}
group by day

union all

select
    feed,
    metric,
    part,
    day,
    kind,
    sum(cases) as cases,
    sum(counted) as counted,
    max(margin) as margin
from (
    {{ null_shares(
        'events', 'null_share', 'loads', ['page_path', 'asset', 'channel', 'campaign', 'user_agent'], 'day', 'events', "event_type || ' '"
    ) }}
) as blanks
group by 1, 2, 3, 4, 5
