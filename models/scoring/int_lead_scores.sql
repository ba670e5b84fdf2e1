-- One row per scorecard and scoring moment: score, band, BANT verdict and what blocks the lead from sales (blank = nothing).
with

totals as (select * from {{ ref('int_lead_totals') }}),

verdicts as (select * from {{ ref('int_bant_verdicts') }}),

scorecards as (select * from {{ ref('int_scorecards') }}),

sales_states as (select * from {{ ref('int_sales_states') }}),

blocks as (

    select
        totals.scorecard_id,
        totals.contact_id,
        totals.as_of_date,
        verdicts.bant_verdict,
        totals.score < scorecards.handoff_at_least as is_below_handoff,
        case
            when scorecards.has_bant_veto and verdicts.bant_verdict = 'veto' then 'veto'
            when scorecards.has_bant_gate and verdicts.bant_verdict not in ('positive', 'acceptable') then 'bant'
            when sales_states.has_complained then 'suppressed'
            when sales_states.has_open_opportunity then 'open_opportunity'
            when sales_states.is_customer then 'customer'
            else ''
        end as blocked_besides_score
    from totals
    inner join verdicts
        on totals.scorecard_id = verdicts.scorecard_id
        and totals.contact_id = verdicts.contact_id
        and totals.as_of_date = verdicts.as_of_date
    inner join scorecards
        on totals.scorecard_id = scorecards.scorecard_id
    inner join sales_states
        on totals.contact_id = sales_states.contact_id
        and totals.as_of_date = sales_states.as_of_date

)

select
    totals.scorecard_id,
    totals.contact_id,
    totals.as_of_date,
    totals.fit_points,
    totals.bant_points,
    totals.interest_points,
    totals.fit_total,
    totals.interest_total,
    totals.score,
    totals.band,
    blocks.bant_verdict,
    case when blocks.is_below_handoff then 'score' else blocks.blocked_besides_score end as blocked_by,
    blocks.blocked_besides_score
from totals
inner join blocks
    on totals.scorecard_id = blocks.scorecard_id
    and totals.contact_id = blocks.contact_id
    and totals.as_of_date = blocks.as_of_date
