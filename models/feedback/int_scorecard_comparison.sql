-- One row per scorecard in use: how well it told later wins from losses, against the champion, and whom it would move today.
with

scorecards as (

    select * from {{ ref('int_scorecards') }}

),

accuracy as (

    select * from {{ ref('int_score_accuracy') }}
    where period = 'after'

),

differences as (

    select * from {{ ref('int_challenger_differences') }}

),

band_shifts as (

    select * from {{ ref('int_band_shifts') }}

),

cut_dates as (

    select * from {{ ref('int_cut_date') }}

),

settings as (

    select * from {{ ref('int_evidence_settings') }}

),

compared as (

    select
        scorecards.scorecard_id,
        scorecards.is_champion,
        cut_dates.cut_date,
        coalesce(accuracy.leads, 0) as leads,
        coalesce(accuracy.won, 0) as won,
        accuracy.auc,
        accuracy.auc_low,
        accuracy.auc_high,
        accuracy.lift_top_5,
        accuracy.lift_top_10,
        accuracy.lift_top_20,
        accuracy.captured_top_5,
        differences.auc_difference,
        differences.auc_difference - 1.959963984540054 * differences.standard_error as auc_difference_low,
        differences.auc_difference + 1.959963984540054 * differences.standard_error as auc_difference_high,
        coalesce(differences.won >= settings.wins_at_least and differences.lost >= settings.wins_at_least, false) as has_evidence,
        coalesce(band_shifts.moved_up, 0) as moved_up,
        coalesce(band_shifts.moved_down, 0) as moved_down
    from scorecards
    cross join cut_dates
    cross join settings
    left join accuracy
        on scorecards.scorecard_id = accuracy.scorecard_id
    left join differences
        on scorecards.scorecard_id = differences.scorecard_id
    left join band_shifts
        on scorecards.scorecard_id = band_shifts.scorecard_id

)

select
    *,
    case
        when is_champion then null
        when not has_evidence then 'not_enough_evidence'
        when auc_difference_low > 0 then 'better'
        when auc_difference_high < 0 then 'worse'
        else 'no_difference'
    end as against_champion
from compared
