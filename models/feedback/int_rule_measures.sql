-- One row per scorecard and rule that is on: its odds ratio, the points that would say the same, and whether there is evidence for them.
with

scorecard_rules as (select * from {{ ref('int_scorecard_rules') }}),

rules as (select * from {{ ref('int_rules') }}),

tiers as (

    select
        tier,
        {{ safe_decimal('at_least') }} as at_least,
        {{ safe_decimal('at_most') }} as at_most
    from {{ policy_seed('importance_tiers') }}

),

strata as (select * from {{ ref('int_rule_strata') }}),

resolved_rules as (

    select resolved_rules.*
    from {{ ref('int_resolved_rules') }} as resolved_rules
    inner join {{ ref('int_period_opportunities') }} as opportunities
        on resolved_rules.scorecard_id = opportunities.scorecard_id
        and resolved_rules.opportunity_id = opportunities.opportunity_id
        and opportunities.period = 'before'

),

-- of a hundred rules that do nothing, five have a 95 % interval without 0
odds as (

    {{ select_odds('strata', ['scorecard_id', 'rule_id']) }}

),

settings as (

    select
        *,
        {{ quotient('points_to_double_odds', logarithm(2)) }} as points_per_log_odds
    from {{ ref('int_settings') }}

),

-- what a tier allows; a rule without a tier may use any positive tier, with either sign
edges as (

    select
        rules.rule_id,
        case when tiers.tier is null then -widest.points else tiers.at_least end as at_least,
        case when tiers.tier is null then widest.points else tiers.at_most end as at_most
    from rules
    cross join (select max(listed.at_most) as points from tiers as listed) as widest
    left join tiers
        on rules.tier = tiers.tier

),

-- an interest rule may have been earned several times over
earned as (

    select
        scorecard_id,
        rule_id,
        avg(cast(points as {{ type_double() }})) as points
    from resolved_rules
    group by 1, 2

),

measured as (

    select
        scorecard_rules.scorecard_id,
        scorecard_rules.rule_id,
        scorecard_rules.label,
        scorecard_rules.subscore,
        scorecard_rules.points,
        coalesce(odds.leads_with, 0) as leads_with,
        coalesce(odds.won_with, 0) as won_with,
        coalesce(odds.leads_without, 0) as leads_without,
        coalesce(odds.won_without, 0) as won_without,
        odds.log_odds,
        odds.log_odds_low,
        odds.log_odds_high,
        odds.standard_error,
        odds.stands_out_p,
        coalesce(odds.stands_out, false) as stands_out,
        {{ quotient('odds.log_odds * settings.points_per_log_odds', quotient('earned.points', 'scorecard_rules.points')) }} as exact_points,
        {{ quotient('earned.points', 'settings.points_per_log_odds') }} as current_log_odds,
        coalesce(
            odds.won_with >= settings.wins_at_least
            and odds.won_without >= settings.wins_at_least
            and odds.stands_out
            -- a rule of which nothing was left in any opportunity has no points to compare with
            and earned.points <> 0
            and scorecard_rules.points <> 0,
            false
        ) as has_evidence,
        edges.at_least,
        edges.at_most
    from scorecard_rules
    cross join settings
    inner join edges
        on scorecard_rules.rule_id = edges.rule_id
    left join odds
        on scorecard_rules.scorecard_id = odds.scorecard_id
        and scorecard_rules.rule_id = odds.rule_id
    left join earned
        on scorecard_rules.scorecard_id = earned.scorecard_id
        and scorecard_rules.rule_id = earned.rule_id

)

{{ select_stand_outs('measured', 'log_odds - current_log_odds', 'differs') }}
