-- One row per contact whose champion band differs from the last one shown before the as-of date: both scores and the date compared with.
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

),

-- contacts whose interest started again at nothing since
started_again as (

    select
        moments.contact_id,
        moments.as_of_date
    from {{ ref('int_scoring_moments') }} as moments
    inner join {{ ref('int_lead_resets') }} as resets
        on moments.moment_id = resets.moment_id
    inner join runs
        on moments.as_of_date = runs.as_of_date
        and resets.reset_date > runs.last_run_date

),

-- a visitor that became the lead's since the last run brings along what it did before
joined_visitors as (

    select distinct owners.contact_id
    from {{ ref('int_identity_map') }} as owners
    inner join runs
        on owners.known_from > runs.last_run_date
        and owners.known_from <= runs.as_of_date

)

select
    scores.contact_id,
    scores.as_of_date,
    runs.last_run_date,
    scores.scorecard_id,
    past_scores.earlier_score as score_before,
    past_scores.earlier_band as band_before,
    scores.score as score_after,
    scores.band as band_after,
    joined_visitors.contact_id is not null as has_joined_visitors,
    started_again.contact_id is not null as has_started_again
from scores
inner join scorecards
    on scores.scorecard_id = scorecards.scorecard_id
inner join runs
    on scores.as_of_date = runs.as_of_date
inner join past_scores
    on scores.contact_id = past_scores.contact_id
    and scores.band <> past_scores.earlier_band
left join joined_visitors
    on scores.contact_id = joined_visitors.contact_id
left join started_again
    on scores.contact_id = started_again.contact_id
    and scores.as_of_date = started_again.as_of_date
