-- One row per expectation about the raw tables and part of a feed: the number to judge, and a sentence for each verdict.
with

expectations as (

    select * from {{ ref('int_expectations') }}
    where stage = 'raw'

),

contact_weeks as (

    select * from {{ ref('int_contact_weeks') }}
    where
        week_end > {{ always_from() }}
        and week_end < {{ always_until() }}

),

contact_profiles as (

    select {{ profile('contacts', "'new_rows'", "''", 'week_end', 'count', 'contact_rows', 'contact_rows') }}
    from contact_weeks
    union all
    {{ select_null_shares('contacts', 'new_null_share', 'contact_weeks', watched_contact_columns(), 'week_end', 'contact_rows') }}

),

profiles as (

    select feed, metric, part, day, kind, cases, counted, margin from {{ ref('int_event_profiles') }}
    union all
    select feed, metric, part, day, kind, cases, counted, margin from {{ ref('int_delivery_profiles') }}
    union all
    select feed, metric, part, day, kind, cases, counted, margin from {{ ref('int_arrival_profiles') }}
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
