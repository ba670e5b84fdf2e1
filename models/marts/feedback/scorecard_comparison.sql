-- One row per scorecard in use or rival score: how well it told later wins from losses, against the champion, and whom it would move.
with

publication as (select * from {{ ref('int_publication') }}),

scorecards as (select * from {{ ref('int_scorecards') }}),

scores as (select * from {{ ref('int_lead_scores_today') }}),

score_bands as (select * from {{ ref('int_score_bands') }}),

accuracy as (

    select * from {{ ref('score_accuracy') }}
    where period = 'after'

),

differences as (select * from {{ ref('int_challenger_differences') }}),

cut_dates as (select * from {{ ref('int_cut_date') }}),

settings as (select * from {{ ref('int_settings') }}),

compared as (

    select scorecard_id, is_champion, false as is_rival from scorecards
    union all
    select attribute, false as is_champion, true as is_rival from {{ policy_seed('attribute_types') }}
    where rival is not null

),

lead_bands as (

    select
        scores.scorecard_id,
        scores.contact_id,
        scorecards.is_champion,
        score_bands.at_least
    from scores
    inner join scorecards
        on scores.scorecard_id = scorecards.scorecard_id
    inner join score_bands
        on scores.band = score_bands.band

),

band_shifts as (

    select
        challengers.scorecard_id,
        count(case when challengers.at_least > champions.at_least then 1 end) as moved_up,
        count(case when challengers.at_least < champions.at_least then 1 end) as moved_down
    from lead_bands as challengers
    inner join lead_bands as champions
        on challengers.contact_id = champions.contact_id
        and champions.is_champion
    where not challengers.is_champion
    group by 1

),

bounds as (

    select
        differences.scorecard_id,
        differences.auc_difference,
        differences.auc_difference - 1.959963984540054 * differences.standard_error as auc_difference_low,
        differences.auc_difference + 1.959963984540054 * differences.standard_error as auc_difference_high,
        differences.won >= settings.wins_at_least and differences.lost >= settings.wins_at_least as has_evidence
    from differences
    cross join settings

)

select
    cast(compared.scorecard_id as {{ type_text() }}) as scorecard_id,
    cast(publication.as_of_date as date) as as_of_date,
    cast(compared.is_champion as boolean) as is_champion,
    cast(compared.is_rival as boolean) as is_rival,
    cast(cut_dates.cut_date as date) as cut_date,
    cast(coalesce(accuracy.leads, 0) as bigint) as leads,
    cast(coalesce(accuracy.won, 0) as bigint) as won,
    cast(accuracy.auc as {{ type_decimal(18, 6) }}) as auc,
    cast(accuracy.auc_low as {{ type_decimal(18, 6) }}) as auc_low,
    cast(accuracy.auc_high as {{ type_decimal(18, 6) }}) as auc_high,
    cast(accuracy.lift_top_5 as {{ type_decimal(18, 6) }}) as lift_top_5,
    cast(accuracy.lift_top_10 as {{ type_decimal(18, 6) }}) as lift_top_10,
    cast(accuracy.lift_top_20 as {{ type_decimal(18, 6) }}) as lift_top_20,
    cast(accuracy.captured_top_5 as {{ type_decimal(18, 6) }}) as captured_top_5,
    {{ to_six_places('bounds.auc_difference') }} as auc_difference,
    {{ to_six_places('bounds.auc_difference_low') }} as auc_difference_low,
    {{ to_six_places('bounds.auc_difference_high') }} as auc_difference_high,
    cast(case
        when compared.is_champion then null
        when not coalesce(bounds.has_evidence, false) then 'not_enough_evidence'
        when bounds.auc_difference_low > 0 then 'better'
        when bounds.auc_difference_high < 0 then 'worse'
        else 'no_difference'
    end as {{ type_text() }}) as against_champion,
    cast(case when not compared.is_rival then coalesce(band_shifts.moved_up, 0) end as bigint) as moved_up,
    cast(case when not compared.is_rival then coalesce(band_shifts.moved_down, 0) end as bigint) as moved_down,
    cast(publication.policy_version as {{ type_text() }}) as policy_version
from compared
cross join publication
cross join cut_dates
left join accuracy
    on compared.scorecard_id = accuracy.scorecard_id
left join bounds
    on compared.scorecard_id = bounds.scorecard_id
left join band_shifts
    on compared.scorecard_id = band_shifts.scorecard_id
