-- One row per metric of the events as of today: days without events, event types that first came in the last week.
with

spans as (

    select
        min(day) as first_day,
        max(day) as last_day
    from ({{ select_event_row_days(ref('int_event_days'), ref('int_event_loads')) }}) as row_days

),

type_days as (

    select
        event_type,
        loaded_on as first_day
    from {{ ref('int_event_activities') }}
    union all
    select
        event_type,
        day as first_day
    from {{ ref('int_event_loads') }}

),

new_types as (

    select event_type
    from type_days
    group by 1
    having
        min(first_day) > {{ days_after(as_of(), -7) }}
        and min(first_day) <= {{ as_of() }}

),

-- only for feeds older than four weeks: at first every type is new
new_type_lists as (

    select
        count(new_types.event_type) as types,
        {{ dbt.listagg('new_types.event_type', "', '", 'order by new_types.event_type') }} as type_list
    from spans
    left join new_types
        on spans.first_day <= {{ days_after(as_of(), -28) }}
    where spans.first_day <= {{ days_after(as_of(), -28) }}
    having count(*) > 0

)

select {{ profile('events', "'days_without_rows'", "''", as_of(), 'number', '1', dbt.datediff('last_day', as_of(), 'day')) }}
from spans
where last_day is not null

union all

select {{ profile('events', "'new_types'", "coalesce(type_list, '')", as_of(), 'number', '1', 'types') }}
from new_type_lists
