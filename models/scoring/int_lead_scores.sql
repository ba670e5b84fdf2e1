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

leads as (select * from {{ ref('int_scored_leads') }}),

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
        scorecards.fit_at_least,
        scorecards.interest_at_least,
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
        leads.is_let_through,
        case
            when verdicts.has_bant_veto and verdicts.bant_verdict = 'veto' then 'veto'
            when verdicts.has_bant_gate and verdicts.bant_verdict not in ('positive', 'acceptable') then 'bant'
            when leads.is_held then 'hold'
            when sales_states.has_complained then 'suppressed'
            when sales_states.has_open_opportunity then 'open_opportunity'
            when sales_states.is_customer then 'customer'
            else ''
        end as blocked_besides_lines
    from verdicts
    inner join sales_states
        on verdicts.contact_id = sales_states.contact_id
        and verdicts.as_of_date = sales_states.as_of_date
    inner join leads
        on verdicts.scorecard_id = leads.scorecard_id
        and verdicts.contact_id = leads.contact_id
        and verdicts.as_of_date = leads.as_of_date

),

-- the lines that a lead must reach: of the score, of fit, of interest; the first that it does not
lines as (

    select
        *,
        score < handoff_at_least as is_below_score,
        case when fit_total < fit_at_least then 'fit' when interest_total < interest_at_least then 'interest' else '' end as line
    from blocks

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
    case
        when is_let_through then blocked_besides_lines
        when is_below_score then 'score'
        else coalesce(nullif(line, ''), blocked_besides_lines)
    end as blocked_by,
    case when is_let_through then blocked_besides_lines else coalesce(nullif(line, ''), blocked_besides_lines) end as blocked_besides_score,
    blocked_besides_lines,
    is_let_through and (is_below_score or line <> '') and blocked_besides_lines = '' as is_ready_by_gate
from lines
