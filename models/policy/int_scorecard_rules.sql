-- One row per scorecard and rule that is on: the points it gives there (an override replaces the rule's; 0 = off).
with

rules as (select * from {{ ref('int_rules') }}),

scorecards as (select * from {{ ref('int_scorecards') }}),

criteria as (select * from {{ ref('int_criteria') }}),

overrides as (

    select
        scorecard_id,
        rule_id,
        {{ safe_decimal('points') }} as points
    from {{ policy_seed('weight_overrides') }}

)

select
    scorecards.scorecard_id,
    rules.rule_id,
    criteria.subscore,
    criteria.category,
    rules.criterion,
    rules.label,
    rules.attribute,
    rules.verdict,
    coalesce(overrides.points, rules.points) as points,
    rules.max_points,
    rules.max_per_day,
    rules.decay,
    rules.decay_days
from scorecards
cross join rules
inner join criteria
    on rules.criterion = criteria.criterion
left join overrides
    on scorecards.scorecard_id = overrides.scorecard_id
    and rules.rule_id = overrides.rule_id
where coalesce(overrides.points, rules.points) <> 0
