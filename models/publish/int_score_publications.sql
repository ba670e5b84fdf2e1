-- One row per contact whose champion score or band differs from what was last shown: what to show.
with

scores as (

    select * from {{ ref('int_lead_scores_today') }}

),

scorecards as (

    select * from {{ ref('int_scorecards') }}
    where is_champion

),

past_scores as (

    select * from {{ ref('int_past_scores') }}

),

runs as (

    select * from {{ ref('int_run') }}
    where may_freeze

)

select
    scores.contact_id,
    scores.as_of_date as published_on,
    scores.scorecard_id,
    scores.score,
    scores.band,
    {{ policy_version() }} as policy_version
from scores
inner join scorecards
    on scores.scorecard_id = scorecards.scorecard_id
inner join runs
    on scores.as_of_date = runs.as_of_date
left join past_scores
    on scores.contact_id = past_scores.contact_id
where
    past_scores.contact_id is null
    -- at most one row a day: what changes once more on the same day is written by the next day's run
    or (
        past_scores.published_on < scores.as_of_date
        and (past_scores.score <> scores.score or past_scores.band <> scores.band)
    )
