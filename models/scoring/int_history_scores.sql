-- One row per scorecard, contact and history date: its score; of a month end as an earlier run left it ('' = scored by no scorecard).
{{ config(
    materialized='incremental', incremental_strategy=adding_rows(), on_schema_change='fail',
    pre_hook='{{ forget_unlocked_moments(this, "is_kept") }}'
) }}

with

scores as (select * from {{ ref('int_lead_scores') }}),

past_moments as (select * from {{ ref('int_past_moments') }}),

moments as (

    select * from {{ ref('int_scoring_moments') }}
    where is_history

),

known_shares as (
    {{ select_known_shares('scores', 'moments', ref('int_lead_attributes'), ref('int_scorecard_rules'), ref('int_attribute_conditions')) }}
),

last_activity as (

    select
        contact_id,
        as_of_date,
        max(last_activity_date) as last_activity_date
    from {{ ref('int_lead_last_days') }}
    group by 1, 2

)

select
    coalesce(scores.scorecard_id, '') as scorecard_id,
    moments.contact_id,
    moments.as_of_date,
    moments.moment_id,
    -- null today, which no run keeps
    case when past_moments.is_today then null else past_moments.known_number end as known_number,
    moments.is_today,
    scores.fit_points,
    scores.bant_points,
    scores.interest_points,
    scores.fit_total,
    scores.interest_total,
    scores.score,
    scores.band,
    scores.bant_verdict,
    scores.blocked_by,
    scores.blocked_besides_score,
    scores.blocked_besides_lines,
    scores.is_ready_by_gate,
    known_shares.known_share,
    last_activity.last_activity_date
from moments
left join past_moments
    on moments.moment_id = past_moments.moment_id
left join scores
    on moments.contact_id = scores.contact_id
    and moments.as_of_date = scores.as_of_date
left join known_shares
    on scores.scorecard_id = known_shares.scorecard_id
    and scores.contact_id = known_shares.contact_id
    and scores.as_of_date = known_shares.as_of_date
left join last_activity
    on moments.contact_id = last_activity.contact_id
    and moments.as_of_date = last_activity.as_of_date
