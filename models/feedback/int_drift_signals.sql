-- One row per signal about scores that move as a whole: its value with an interval, and the number of cases behind it.
with

history as (select * from {{ ref('int_lead_score_history') }}),

champions as (

    select * from {{ ref('int_scorecards') }}
    where is_champion

),

contacts as (select * from {{ ref('int_contacts') }}),

score_bands as (select * from {{ ref('int_score_bands') }}),

settings as (select * from {{ ref('int_settings') }}),

runs as (select * from {{ ref('int_run') }}),

month_ends as (

    {{ select_month_ends() }}

),

-- today, and the last month end that is at least drift_days ago
dates as (

    select
        max(runs.as_of_date) as later_date,
        max(month_ends.month_end_date) as earlier_date
    from runs
    cross join settings
    left join month_ends
        on month_ends.month_end_date <= {{ days_after('runs.as_of_date', '-settings.drift_days') }}

),

-- new leads on both dates: leads of the same age, so that an ageing database is no drift
leads as (

    select
        history.as_of_date = dates.later_date as is_later,
        history.band,
        history.score >= champions.handoff_at_least as is_above_handoff
    from history
    inner join champions
        on history.scorecard_id = champions.scorecard_id
    inner join contacts
        on history.contact_id = contacts.contact_id
    inner join dates
        on history.as_of_date in (dates.later_date, dates.earlier_date)
    cross join settings
    where contacts.created_on > {{ days_after('history.as_of_date', '-settings.new_lead_days') }}

),

sizes as (

    select
        count(case when is_later then 1 end) as cases,
        count(case when is_later and is_above_handoff then 1 end) as cases_with,
        count(case when not is_later then 1 end) as others,
        count(case when not is_later and is_above_handoff then 1 end) as others_with
    from leads

),

contrasts as (

    {{ select_share_contrasts('sizes') }}

),

band_counts as (

    select
        score_bands.band,
        count(case when leads.is_later then 1 end) as later_cases,
        count(case when not leads.is_later then 1 end) as earlier_cases
    from score_bands
    left join leads
        on score_bands.band = leads.band
    group by 1

),

indexes as (

    {{ select_stability('band_counts') }}

)

select
    'band_drift' as signal,
    cases + others as cases,
    stability_index as value,
    stability_index - by_chance as value_low,
    stability_index + by_chance as value_high
from indexes

union all

select
    'score_inflation' as signal,
    cases + others as cases,
    share_ratio as value,
    share_ratio_low as value_low,
    share_ratio_high as value_high
from contrasts
where
    cases > 0
    and others > 0
