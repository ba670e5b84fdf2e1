-- One row per territory of sellers (blank = any, or none known) and time in which they work, in UTC, from a year ago to three years ahead.
-- depends_on: {{ ref('int_policy_problems') }}
with

sales_reps as (select * from {{ ref('int_sales_reps') }}),

days as (

    select {{ days_after(as_of(), 'generated_number - 400') }} as day
    from ({{ dbt.generate_series(1500) }}) as numbers

),

territories as (

    select '' as territory
    {{ union_distinct() }}
    select {{ plain_text('territory') }} as territory
    from sales_reps
    where territory is not null

),

hours as (

    select
        coalesce({{ plain_text('territory') }}, '') as territory,
        time_zone,
        cast(weekday as integer) as weekday,
        {{ minutes_of_day('opens') }} as opens,
        {{ minutes_of_day('closes') }} as closes
    from {{ policy_seed('working_hours') }}

),

holidays as (

    select
        coalesce({{ plain_text('listed.territory') }}, '') as territory,
        cast({{ safe_timestamp('listed.date') }} as date) as day
    from {{ policy_seed('holidays', alias='listed') }}

),

-- a territory that a seed does not name has the rows of the blank one
calendars as (

    select
        territory,
        case when territory in (select hours.territory from hours) then territory else '' end as hours_of,
        case when territory in (select holidays.territory from holidays) then territory else '' end as holidays_of
    from territories

),

times as (

    select
        calendars.territory,
        hours.time_zone,
        {{ to_utc(time_after('minute', 'hours.opens', 'cast(days.day as timestamp)'), 'hours.time_zone') }} as opens_at,
        {{ to_utc(time_after('minute', 'hours.closes', 'cast(days.day as timestamp)'), 'hours.time_zone') }} as closes_at
    from calendars
    inner join hours
        on calendars.hours_of = hours.territory
    inner join days
        on hours.weekday = {{ weekday('days.day') }}
    left join holidays
        on calendars.holidays_of = holidays.territory
        and days.day = holidays.day
    where holidays.day is null

),

-- the night on which summer time begins has no room for hours that it skips
lengths as (

    select
        *,
        cast({{ time_between('opens_at', 'closes_at', 'second') }} as bigint)
            as seconds
    from times
    where opens_at < closes_at

)

select
    territory,
    opens_at,
    closes_at,
    time_zone,
    seconds,
    coalesce(
        sum(seconds) over (partition by territory order by opens_at rows between unbounded preceding and 1 preceding), 0
    ) as seconds_before
from lengths
