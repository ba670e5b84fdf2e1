-- One row per expectation about the raw tables and part of a feed: the number to judge, and a sentence for each verdict.
with

expectations as (

    select * from {{ ref('int_expectations') }}
    where stage = 'raw'

),

contact_weeks as (

    select * from ({{ select_contact_weeks(ref('stg_contacts')) }}) as weeks
    where week_end > {{ always_from() }} and week_end < {{ always_until() }}

),

contact_profiles as (

    select {{ profile('contacts', "'new_rows'", "''", 'week_end', 'count', 'contact_rows', 'contact_rows') }}
    from contact_weeks
    union all
    {{ select_null_shares('contacts', 'new_null_share', 'contact_weeks', watched_contact_columns(), 'week_end', 'contact_rows') }}

),

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
    having min(first_day) > {{ days_after(as_of(), -7) }} and min(first_day) <= {{ as_of() }}

),

-- only for feeds older than four weeks: at first every type is new
new_type_lists as (

    select
        count(new_types.event_type) as types,
        {{ joined_texts('new_types.event_type', "', '", 'order by new_types.event_type') }} as type_list
    from spans
    left join new_types
        on spans.first_day <= {{ days_after(as_of(), -28) }}
    where spans.first_day <= {{ days_after(as_of(), -28) }}
    having count(*) > 0

),

profiles as (

    select
        feed, metric, part, day, kind, cases, counted, margin
    from ({{ select_event_profiles(ref('int_event_loads')) }}) as event_profiles
    union all
    select
        feed, metric, part, day, kind, cases, counted, margin
    from (
        {{ select_delivery_profiles(ref('int_event_days'), ref('int_event_loads'), ref('int_rejected_events'), ref('int_events')) }}
    ) as delivery_profiles
    union all
    select {{ profile('events', "'days_without_rows'", "''", as_of(), 'number', '1', time_between('last_day', as_of(), 'day')) }}
    from spans
    where last_day is not null
    union all
    select {{ profile('events', "'new_types'", "coalesce(type_list, '')", as_of(), 'number', '1', 'types') }}
    from new_type_lists
    union all
    select feed, metric, part, day, kind, cases, counted, margin from contact_profiles
    union all
    select feed, metric, part, day, kind, cases, counted, margin from {{ ref('int_table_profiles') }}

),

judged as (

    {{ select_judged_profiles('expectations', 'profiles') }}

),

past as (

    {{ select_past_profiles('expectations', 'profiles') }}

),

expectation_cases as (

    {{ select_expectation_cases('judged', 'past') }}

)

select
    {{ as_of() }} as as_of_date,
    {{ expectation_columns('expectation_cases') }}
from expectation_cases
