-- One row per metric of the events, part and day: rows of each type, blank cells, repeats, late and early events.
with

days as (

    {{ select_profile_days() }}

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

loads_by_type as (

    select
        event_type,
        day,
        sum(events) as events,
        sum(acts) as acts,
        sum(repeated_acts) as repeated_acts,
        {{ sum_blanks(['page_path', 'asset', 'channel', 'campaign', 'user_agent']) }}
    from loads
    group by 1, 2

),

-- only events whose day of loading is known
loads_by_day as (

    select
        day,
        sum(events) as events,
        sum(late_events) as late_events,
        sum(early_events) as early_events
    from loads
    where loaded_on < {{ always_until() }}
    group by 1

),

-- an event type without rows on a day gets a 0 there, so that its absence shows
type_days as (

    select
        types.event_type,
        days.day,
        coalesce(loads_by_type.events, 0) as events
    from types
    inner join days
        on types.first_day <= days.day
    left join loads_by_type
        on types.event_type = loads_by_type.event_type
        and days.day = loads_by_type.day

)

select {{ profile('events', "'type_rows'", 'event_type', 'day', 'count', 'events', 'events') }}
from type_days

union all

select {{ profile('events', "'repeat_share'", 'event_type', 'day', 'share', 'acts', 'repeated_acts') }}
from loads_by_type

union all

select {{ profile('events', "'late_share'", "''", 'day', 'share', 'events', 'late_events') }}
from loads_by_day

union all

select {{ profile('events', "'early_share'", "''", 'day', 'share', 'events', 'early_events') }}
from loads_by_day

union all

{{ select_null_shares(
    'events', 'null_share', 'loads_by_type', ['page_path', 'asset', 'channel', 'campaign', 'user_agent'], 'day', 'events', "event_type || ' '"
) }}
