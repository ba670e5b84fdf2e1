-- One row per scorecard or rival score, and period: how well the score told what was won from what was lost.
with

publication as (select * from {{ ref('int_publication') }}),

opportunities as (select * from {{ ref('int_period_opportunities') }}),

gains as (select * from {{ ref('gains_curve') }}),

scorecards as (select * from {{ ref('int_scorecards') }}),

settings as (select * from {{ ref('int_settings') }}),

wording as (select * from {{ ref('int_wording') }}),

parts as (

    select
        scorecard_id,
        period,
        is_won,
        {{ auc_part('score', 'scorecard_id, period') }} as part
    from opportunities

),

areas as (

    select
        scorecard_id,
        period,
        count(*) as leads,
        count(case when is_won then 1 end) as won,
        avg(case when is_won then part end) as auc,
        {{ square_root(
            quotient('var_samp(case when is_won then part end)', 'count(case when is_won then 1 end)')
            ~ ' + ' ~ quotient('var_samp(case when not is_won then part end)', 'count(case when not is_won then 1 end)')
        ) }} as standard_error
    from parts
    group by 1, 2

),

bounds as (

    select
        *,
        auc - 1.959963984540054 * standard_error as auc_low,
        auc + 1.959963984540054 * standard_error as auc_high
    from areas

),

tops as (

    select
        scorecard_id,
        period,
        max(case when percent = 5 then lift end) as lift_top_5,
        max(case when percent = 10 then lift end) as lift_top_10,
        max(case when percent = 20 then lift end) as lift_top_20,
        max(case when percent = 5 then captured_share end) as captured_top_5,
        max(case when percent = 10 then captured_share end) as captured_top_10,
        max(case when percent = 20 then captured_share end) as captured_top_20
    from gains
    group by 1, 2

)

select
    cast(bounds.scorecard_id as {{ type_text() }}) as scorecard_id,
    cast(bounds.period as {{ type_text() }}) as period,
    cast(publication.as_of_date as date) as as_of_date,
    cast(bounds.leads as bigint) as leads,
    cast(bounds.won as bigint) as won,
    {{ to_six_places('bounds.auc') }} as auc,
    {{ to_six_places('case when bounds.auc_low < 0 then 0 else bounds.auc_low end') }} as auc_low,
    {{ to_six_places('case when bounds.auc_high > 1 then 1 else bounds.auc_high end') }} as auc_high,
    cast(tops.lift_top_5 as {{ type_decimal(18, 6) }}) as lift_top_5,
    cast(tops.lift_top_10 as {{ type_decimal(18, 6) }}) as lift_top_10,
    cast(tops.lift_top_20 as {{ type_decimal(18, 6) }}) as lift_top_20,
    cast(tops.captured_top_5 as {{ type_decimal(18, 6) }}) as captured_top_5,
    cast(tops.captured_top_10 as {{ type_decimal(18, 6) }}) as captured_top_10,
    cast(tops.captured_top_20 as {{ type_decimal(18, 6) }}) as captured_top_20,
    cast({{ filled_in('wording.phrase_text', {'cases': 'bounds.leads'}) }} as {{ type_text() }}) as remark,
    cast(publication.policy_version as {{ type_text() }}) as policy_version,
    cast(coalesce(scorecards.is_champion, false) as boolean) as is_champion
from bounds
cross join publication
cross join settings
inner join tops
    on bounds.scorecard_id = tops.scorecard_id
    and bounds.period = tops.period
left join scorecards
    on bounds.scorecard_id = scorecards.scorecard_id
left join wording
    on wording.phrase = {{ sample_phrase('bounds.leads', 'settings') }}
