-- One row per scorecard, contact and history date (month ends and the as-of date): the score as things were known then.
with

scores as (select * from {{ ref('int_lead_scores') }}),

moments as (

    select * from {{ ref('int_scoring_moments') }}
    where is_history

),

contact_accounts as (select * from {{ ref('int_contact_accounts') }}),

known_shares as (select * from {{ ref('int_known_shares') }}),

scorecards as (select * from {{ ref('int_scorecards') }}),

grades as (
    {{ select_grades(policy_seed('grades')) }}

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
    scores.scorecard_id,
    scores.contact_id,
    contact_accounts.account_id,
    scores.as_of_date,
    moments.is_today,
    scores.fit_points,
    scores.bant_points,
    scores.interest_points,
    scores.fit_total,
    scores.interest_total,
    scores.score,
    scores.band,
    scores.bant_verdict,
    scores.blocked_by = '' as is_sales_ready,
    scores.blocked_by,
    scores.blocked_besides_score,
    scores.blocked_besides_lines,
    scores.is_ready_by_gate,
    coalesce(fit_grades.grade, '') || coalesce(interest_grades.grade, '') as grade,
    -- the share of the scorecard's leads with a lower score
    cast({{ rounded(
        'cast(rank() over (partition by scores.scorecard_id, scores.as_of_date order by scores.score) - 1 as ' ~ type_double() ~ ')'
        ~ ' / count(*) over (partition by scores.scorecard_id, scores.as_of_date)',
        6
    ) }} as decimal(9, 6)) as score_percentile,
    known_shares.known_share,
    last_activity.last_activity_date,
    scorecards.is_champion
from scores
inner join scorecards
    on scores.scorecard_id = scorecards.scorecard_id
inner join moments
    on scores.contact_id = moments.contact_id
    and scores.as_of_date = moments.as_of_date
inner join known_shares
    on scores.scorecard_id = known_shares.scorecard_id
    and scores.contact_id = known_shares.contact_id
    and scores.as_of_date = known_shares.as_of_date
left join grades as fit_grades
    on {{ has_grade('scores', 'fit_grades', 'fit') }}
left join grades as interest_grades
    on {{ has_grade('scores', 'interest_grades', 'interest') }}
left join contact_accounts
    on scores.contact_id = contact_accounts.contact_id
    and {{ known_on('contact_accounts', 'scores') }}
left join last_activity
    on scores.contact_id = last_activity.contact_id
    and scores.as_of_date = last_activity.as_of_date
