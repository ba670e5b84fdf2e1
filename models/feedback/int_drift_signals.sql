-- One row per warning sign about scores that move as a whole: its value with an interval, and the number of cases behind it.
with

leads as (

    select leads.*, scorecards.handoff_at_least
    from {{ ref('int_drift_leads') }} as leads
    cross join {{ ref('int_scorecards') }} as scorecards
    where scorecards.is_champion

),

score_bands as (

    select * from {{ ref('int_score_bands') }}

),

sizes as (

    select
        count(case when is_later then 1 end) as cases,
        count(case when is_later and score >= handoff_at_least then 1 end) as cases_with,
        count(case when not is_later then 1 end) as others,
        count(case when not is_later and score >= handoff_at_least then 1 end) as others_with
    from leads

),

contrasts as (

    {{ share_contrasts('sizes') }}

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
