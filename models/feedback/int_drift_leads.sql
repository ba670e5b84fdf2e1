-- One row per date and contact that was a new lead of the champion then: today, and at the last month end that is drift_days ago.
with

scores as (

    select scores.*
    from {{ ref('int_lead_score_history') }} as scores
    inner join {{ ref('int_scorecards') }} as scorecards
        on scores.scorecard_id = scorecards.scorecard_id
        and scorecards.is_champion

),

settings as (

    select * from {{ ref('int_settings') }}

),

contacts as (

    select * from {{ ref('int_contacts') }}

),

dates as (

    select
        max(scores.as_of_date) as later_date,
        max(case when {{ datediff('scores.as_of_date', as_of(), 'day') }} >= settings.drift_days then scores.as_of_date end) as earlier_date
    from scores
    cross join settings

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
inner join contacts
    on scores.contact_id = contacts.contact_id
cross join settings
-- leads of the same age on both dates, so that an ageing database is no drift
where {{ datediff('contacts.created_on', 'scores.as_of_date', 'day') }} < settings.new_lead_days
