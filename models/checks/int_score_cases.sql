-- One row per expectation about the scores and part of them: the number to be judged, and what is said of each verdict.
with

expectations as (

    select * from {{ ref('int_expectations') }}
    where stage = 'scores'

),

profiles as (

    select feed, metric, part, day, kind, cases, counted, margin from {{ ref('int_score_profiles') }}
    union all
    select feed, metric, part, day, kind, cases, counted, margin from {{ ref('int_score_drift') }}

),

expectation_cases as (

    {{ expectation_cases('expectations', 'profiles') }}

)

select
    {{ as_of() }} as as_of_date,
    {{ expectation_columns() }}
from expectation_cases
