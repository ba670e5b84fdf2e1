-- One row per scorecard, contact and history date (month ends and the as-of date): the score as things were known then.
with

scores as (

    select * from {{ ref('int_history_scores') }}
    where scorecard_id <> ''

),

contact_accounts as (select * from {{ ref('int_contact_accounts') }}),

scorecards as (select * from {{ ref('int_scorecards') }}),

grades as (
    {{ select_grades(policy_seed('grades')) }}

)

select
    scores.scorecard_id,
    scores.contact_id,
    contact_accounts.account_id,
    scores.as_of_date,
    scores.is_today,
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
    ) }} as {{ type_decimal(9, 6) }}) as score_percentile,
    scores.known_share,
    scores.last_activity_date,
    scorecards.is_champion
from scores
inner join scorecards
    on scores.scorecard_id = scorecards.scorecard_id
left join grades as fit_grades
    on {{ has_grade('scores', 'fit_grades', 'fit') }}
left join grades as interest_grades
    on {{ has_grade('scores', 'interest_grades', 'interest') }}
left join contact_accounts
    on scores.contact_id = contact_accounts.contact_id
    and {{ known_on('contact_accounts', 'scores') }}
