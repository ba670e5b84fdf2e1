-- One row per scorecard and rule that is on: its odds ratio given the other rules (Mantel and Haenszel), and whether it stands out from 1.
with

strata as (select * from {{ ref('int_rule_strata') }}),

sums as (

    select
        *,
        sum(won_with * lost_without) over (partition by scorecard_id, rule_id) as in_favour,
        sum(lost_with * won_without) over (partition by scorecard_id, rule_id) as against
    from strata

),

-- only strata with the rule and without it tell something; where the pooled ratio would be 0 or infinite, half an opportunity is added to
-- each of their cells (Haldane, 1956)
cells as (

    select
        scorecard_id,
        rule_id,
        won_with + correction as won_with,
        lost_with + correction as lost_with,
        won_without + correction as won_without,
        lost_without + correction as lost_without,
        won_with + lost_with + won_without + lost_without + 4 * correction as leads
    from (
        select
            *,
            cast(case when in_favour = 0 or against = 0 then 0.5 else 0 end as {{ type_double() }}) as correction
        from sums
        where
            won_with + lost_with > 0
            and won_without + lost_without > 0
    ) as corrected

),

parts as (

    select
        scorecard_id,
        rule_id,
        {{ quotient('won_with * lost_without', 'leads') }} as favour,
        {{ quotient('lost_with * won_without', 'leads') }} as contrary,
        {{ quotient('(won_with + lost_without)', 'leads') }} as agreeing,
        {{ quotient('(lost_with + won_without)', 'leads') }} as differing
    from cells

),

pooled as (

    select
        scorecard_id,
        rule_id,
        {{ logarithm(quotient('sum(favour)', 'sum(contrary)')) }} as log_odds,
        -- J. Robins, N. Breslow and S. Greenland, Biometrics 42, 1986
        {{ square_root(
            quotient('sum(agreeing * favour)', '2 * sum(favour) * sum(favour)')
            ~ ' + ' ~ quotient('sum(agreeing * contrary + differing * favour)', '2 * sum(favour) * sum(contrary)')
            ~ ' + ' ~ quotient('sum(differing * contrary)', '2 * sum(contrary) * sum(contrary)')
        ) }} as standard_error
    from parts
    group by 1, 2

),

counts as (

    select
        scorecard_id,
        rule_id,
        sum(won_with + lost_with) as leads_with,
        sum(won_with) as won_with,
        sum(won_without + lost_without) as leads_without,
        sum(won_without) as won_without
    from strata
    group by 1, 2

),

odds as (

    select
        counts.*,
        pooled.log_odds,
        pooled.standard_error,
        pooled.log_odds - 1.959963984540054 * pooled.standard_error as log_odds_low,
        pooled.log_odds + 1.959963984540054 * pooled.standard_error as log_odds_high
    from counts
    left join pooled
        on counts.scorecard_id = pooled.scorecard_id
        and counts.rule_id = pooled.rule_id

)

-- of a hundred rules that do nothing, five have a 95 % interval without 0
{{ select_stand_outs('odds', 'log_odds', 'stands_out') }}
