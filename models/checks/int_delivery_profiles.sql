-- One row per metric of how events are delivered and day: rows, duplicates, rows that cannot be used.
with

days as (

    {{ select_profile_days() }}

),

row_days as (

    {{ select_event_row_days(ref('int_event_days'), ref('int_event_loads')) }}

),

delivered as (

    select * from {{ ref('int_event_days') }}
    where loaded_on >= {{ first_profile_day() }}

),

rejected as (

    select
        loaded_on,
        count(*) as rejected_rows
    from {{ ref('int_rejected_events') }}
    where rejected_because is not null
    group by 1

),

firsts as (

    select
        loaded_on,
        count(*) as events
    from {{ ref('int_events') }}
    where loaded_on >= {{ first_profile_day() }}
    group by 1

),

-- rows without a day of loading are measured as a whole, in each run
deliveries as (

    select
        case when delivered.loaded_on = {{ always_until() }} then {{ as_of() }} else delivered.loaded_on end as day,
        sum(delivered.delivered_rows) as delivered_rows,
        sum(coalesce(rejected.rejected_rows, 0)) as rejected_rows,
        sum(coalesce(firsts.events, 0)) as events
    from delivered
    left join rejected
        on delivered.loaded_on = rejected.loaded_on
    left join firsts
        on delivered.loaded_on = firsts.loaded_on
    group by 1

),

first_days as (

    select min(day) as first_day
    from row_days

),

-- a day without rows is a day with 0 rows
counted_days as (

    select
        days.day,
        coalesce(row_days.delivered_rows, 0) as delivered_rows
    from days
    inner join first_days
        on days.day >= first_days.first_day
    left join row_days
        on days.day = row_days.day

)

select {{ profile('events', "'rows'", "''", 'day', 'count', 'delivered_rows', 'delivered_rows') }}
from counted_days

union all

select {{ profile('events', "'duplicate_share'", "''", 'day', 'share', 'delivered_rows', 'delivered_rows - rejected_rows - events') }}
from deliveries

union all

select {{ profile('events', "'rejected_share'", "''", 'day', 'share', 'delivered_rows', 'rejected_rows') }}
from deliveries
