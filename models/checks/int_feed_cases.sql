-- One row per expectation about the raw tables and part of a feed: the number to be judged, and what is said of each verdict.
with

expectations as (

    select * from {{ ref('int_expectations') }}
    where stage = 'raw'

),

profiles as (

    select feed, metric, part, day, kind, cases, counted, margin from {{ ref('int_event_profiles') }}
    union all
    select feed, metric, part, day, kind, cases, counted, margin from {{ ref('int_delivery_profiles') }}
    union all
    select feed, metric, part, day, kind, cases, counted, margin from {{ ref('int_arrival_profiles') }}
    union all
    select feed, metric, part, day, kind, cases, counted, margin from {{ ref('int_contact_profiles') }}
    union all
    select feed, metric, part, day, kind, cases, counted, margin from {{ ref('int_table_profiles') }}

),

expectation_cases as (

    {{ expectation_cases('expectations', 'profiles') }}

)

select
    {{ as_of() }} as as_of_date,
    {{ expectation_columns() }}
from expectation_cases
