-- One row per scorecard and period: how well the score told what was won from what was lost.
with

parts as (

    select * from {{ ref('int_auc_parts') }}

),

gains as (

    select * from {{ ref('int_gains_curve') }}

),

settings as (

    select * from {{ ref('int_settings') }}

),

wording as (

    select * from {{ ref('int_wording') }}

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
    areas.scorecard_id,
    areas.period,
    areas.leads,
    areas.won,
    areas.auc,
    case when areas.auc < 1.959963984540054 * areas.standard_error then 0 else areas.auc - 1.959963984540054 * areas.standard_error end
        as auc_low,
    case when 1 - areas.auc < 1.959963984540054 * areas.standard_error then 1 else areas.auc + 1.959963984540054 * areas.standard_error end
        as auc_high,
    tops.lift_top_5,
    tops.lift_top_10,
    tops.lift_top_20,
    tops.captured_top_5,
    tops.captured_top_10,
    tops.captured_top_20,
    {{ filled_in('wording.phrase_text', {'cases': 'areas.leads'}) }} as remark
from areas
cross join settings
inner join tops
    on areas.scorecard_id = tops.scorecard_id
    and areas.period = tops.period
left join wording
    on wording.phrase = {{ sample_phrase('areas.leads') }}
