-- One row per contact scored today by the champion: its score, and the points that its fit total may still grow by (null = no limit).
with

scores as (select * from {{ ref('int_lead_scores_today') }}),

scorecards as (

    select * from {{ ref('int_scorecards') }}
    where is_champion

)

select
    scores.scorecard_id,
    scores.contact_id,
    scores.account_id,
    scores.as_of_date,
    scores.interest_total,
    scores.score,
    scores.band,
    scores.is_sales_ready,
    scores.blocked_besides_score,
    scores.known_share,
    scores.score_rank,
    scorecards.interest_max,
    scorecards.has_bant_points,
    scorecards.has_bant_veto as has_bant,
    {{ greatest_of(
        'scorecards.fit_max - scores.fit_points - case when scorecards.has_bant_points then scores.bant_points else 0 end',
        'case when scorecards.fit_max is not null then 0 end'
    ) }} as fit_room
from scores
inner join scorecards
    on scores.scorecard_id = scorecards.scorecard_id
-- what a pulse leaves as it was published has been looked at before
where not coalesce(scores.is_untouched, false)
