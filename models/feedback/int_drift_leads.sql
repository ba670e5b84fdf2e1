-- One row per date and contact that was a new lead of the champion then: today, and at the last month end that is drift_days ago.
with

scores as (

    select
        history.as_of_date,
        history.contact_id,
        history.score,
        history.band,
        contacts.created_on
    from {{ ref('int_lead_score_history') }} as history
    inner join {{ ref('int_scorecards') }} as scorecards
        on history.scorecard_id = scorecards.scorecard_id
        and scorecards.is_champion
    inner join {{ ref('int_contacts') }} as contacts
        on history.contact_id = contacts.contact_id

),

settings as (

    select * from {{ ref('int_settings') }}

),

runs as (

    select * from {{ ref('int_run') }}

),

dates as (

    select
        max(runs.as_of_date) as later_date,
        max(month_ends.month_end_date) as earlier_date
    from runs
    cross join settings
    left join {{ ref('int_month_ends') }} as month_ends
        on month_ends.month_end_date <= {{ days_after('runs.as_of_date', '-settings.drift_days') }}

)

select
    scores.as_of_date,
    scores.contact_id,
    scores.as_of_date = dates.later_date as is_later,
    scores.band,
    scores.score
from scores
inner join dates
    on scores.as_of_date in (dates.later_date, dates.earlier_date)
cross join settings
-- leads of the same age on both dates, so that an ageing database is no drift
where scores.created_on > {{ days_after('scores.as_of_date', '-settings.new_lead_days') }}
