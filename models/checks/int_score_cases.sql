-- One row per expectation about the scores and part of them: the number to judge, and a sentence for each verdict.
with

expectations as (

    select * from {{ ref('int_expectations') }}
    where stage = 'scores'

),

score_profiles as (select * from {{ ref('int_score_profiles') }}),

runs as (select * from {{ ref('int_run') }}),

-- how far the shares of the bands have moved since the last published run; no row before the second run
band_counts as (

    select
        score_profiles.part,
        sum(case when score_profiles.day = runs.as_of_date then score_profiles.counted else 0 end) as later_cases,
        sum(case when score_profiles.day = runs.last_run_date then score_profiles.counted else 0 end) as earlier_cases
    from score_profiles
    inner join runs
        on score_profiles.day in (runs.as_of_date, runs.last_run_date)
    where score_profiles.metric = 'band_share'
    group by 1

),

indexes as (

    {{ select_stability('band_counts') }}

),

profiles as (

    select feed, metric, part, day, kind, cases, counted, margin from score_profiles
    union all
    select {{ profile('scores', "'score_drift'", "''", as_of(), 'number', 'cases', 'stability_index', 'by_chance') }}
    from indexes

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
