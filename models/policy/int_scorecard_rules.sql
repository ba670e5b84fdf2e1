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

),

weighed as (

    select
        scorecards.scorecard_id,
        rules.rule_id,
        coalesce(overrides.points, rules.points) as points,
        -- an override scales the end of a line as it scales its beginning
        case
            when rules.points_to is not null
                then coalesce(overrides.points, rules.points) * coalesce({{ quotient('rules.points_to', 'rules.points') }}, 0)
        end as points_to
    from scorecards
    cross join rules
    left join overrides
        on scorecards.scorecard_id = overrides.scorecard_id
        and rules.rule_id = overrides.rule_id
    where coalesce(overrides.points, rules.points) <> 0

)

select
    weighed.scorecard_id,
    rules.rule_id,
    criteria.subscore,
    criteria.category,
    rules.criterion,
    criteria.counts_strongest,
    rules.label,
    rules.attribute,
    rules.verdict,
    weighed.points,
    weighed.points_to,
    -- the better end of a line
    cast({{ greatest_of('weighed.points', 'coalesce(weighed.points_to, weighed.points)') }} as {{ type_decimal(18, 3) }}) as best_points,
    rules.at_least,
    rules.below,
    rules.max_points,
    rules.max_per_day,
    rules.decay,
    rules.decay_days
from weighed
inner join rules
    on weighed.rule_id = rules.rule_id
inner join criteria
    on rules.criterion = criteria.criterion
