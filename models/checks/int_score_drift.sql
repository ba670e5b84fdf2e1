-- One row: how far the shares of the bands have moved since the last published run; none before the second run.
with

profiles as (

    select * from {{ ref('int_score_profiles') }}
    where metric = 'band_share'

),

runs as (select * from {{ ref('int_run') }}),

band_counts as (

    select
        profiles.part,
        sum(case when profiles.day = runs.as_of_date then profiles.counted else 0 end) as later_cases,
        sum(case when profiles.day = runs.last_run_date then profiles.counted else 0 end) as earlier_cases
    from profiles
    inner join runs
        on profiles.day in (runs.as_of_date, runs.last_run_date)
    group by 1

),

indexes as (

    {{ stability_of('band_counts') }}

)

select {{ profile('scores', "'score_drift'", "''", as_of(), 'number', 'cases', 'stability_index', 'by_chance') }}
from indexes
