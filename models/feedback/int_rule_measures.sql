-- One row per scorecard and rule that is on: its odds ratio, the points that would say the same, and whether there is evidence.
with

scorecard_rules as (

    select * from {{ ref('int_scorecard_rules') }}

),

odds as (

    select * from {{ ref('int_rule_odds') }}

),

edges as (

    select * from {{ ref('int_rule_edges') }}

),

settings as (

    select
        *,
        {{ quotient('points_to_double_odds', logarithm(2)) }} as points_per_log_odds
    from {{ ref('int_evidence_settings') }}

),

-- who has an interest rule has earned it so many times over
earned as (

    select
        scorecard_id,
        rule_id,
        avg(cast(points as {{ type_double() }})) as points
    from {{ ref('int_resolved_rules') }}
    group by 1, 2

)

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
    {{ quotient('odds.log_odds * settings.points_per_log_odds', quotient('earned.points', 'scorecard_rules.points')) }} as exact_points,
    {{ quotient('earned.points', 'settings.points_per_log_odds') }} as current_log_odds,
    coalesce(
        odds.won_with >= settings.wins_at_least
        and odds.won_without >= settings.wins_at_least
        and (odds.log_odds_low > 0 or odds.log_odds_high < 0)
        -- a rule of which nothing was left, for anybody, has no points to be compared with
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
