-- One row per scorecard and scoring moment: score, band, BANT verdict and what blocks the lead from sales (blank = nothing).
with

totals as (select * from {{ ref('int_lead_totals') }}),

-- all BANT rules that match, also those that are not the strongest
hits as (

    select * from {{ ref('int_fit_bant_hits') }}
    where subscore = 'bant'

),

scorecards as (select * from {{ ref('int_scorecards') }}),

sales_states as (select * from {{ ref('int_sales_states') }}),

answers as (

    select
        scorecard_id,
        contact_id,
        as_of_date,
        max(case when verdict = 'veto' then 1 else 0 end) as vetoes,
        max(case when verdict = 'negative' then 1 else 0 end) as negatives,
        count(distinct case
            when verdict = 'positive' and category in ('budget', 'authority', 'need', 'timeline') then category
        end) as positive_letters
    from hits
    group by 1, 2, 3

),

verdicts as (

    select
        totals.*,
        scorecards.has_bant_veto,
        scorecards.has_bant_gate,
        scorecards.handoff_at_least,
        case
            when answers.vetoes = 1 then 'veto'
            when answers.negatives = 1 then 'negative'
            when totals.bant_points < scorecards.bant_at_least then 'unproven'
            when answers.positive_letters = 4 then 'positive'
            else 'acceptable'
        end as bant_verdict
    from totals
    inner join scorecards
        on totals.scorecard_id = scorecards.scorecard_id
    left join answers
        on totals.scorecard_id = answers.scorecard_id
        and totals.contact_id = answers.contact_id
        and totals.as_of_date = answers.as_of_date

),

blocks as (

    select
        verdicts.*,
        case
            when verdicts.has_bant_veto and verdicts.bant_verdict = 'veto' then 'veto'
            when verdicts.has_bant_gate and verdicts.bant_verdict not in ('positive', 'acceptable') then 'bant'
            when sales_states.has_complained then 'suppressed'
            when sales_states.has_open_opportunity then 'open_opportunity'
            when sales_states.is_customer then 'customer'
            else ''
        end as blocked_besides_score
    from verdicts
    inner join sales_states
        on verdicts.contact_id = sales_states.contact_id
        and verdicts.as_of_date = sales_states.as_of_date

)

select
    scorecard_id,
    contact_id,
    as_of_date,
    fit_points,
    bant_points,
    interest_points,
    fit_total,
    interest_total,
    score,
    band,
    bant_verdict,
    case when score < handoff_at_least then 'score' else blocked_besides_score end as blocked_by,
    blocked_besides_score
from blocks
