-- One row per policy seed, line, column and check that compares points with their tier and does not hold.
with

lines as (select * from {{ ref('int_policy_lines') }}),

-- a repeated id is another check's problem: here each stands once
tiers as (

    select
        tier,
        min(at_least) as at_least,
        max(at_most) as at_most,
        max(tier || ': ' || at_least_text || '…' || at_most_text) as tier_and_range
    from lines
    where seed_name = 'importance_tiers'
    group by tier

),

rules as (

    select * from lines
    where seed_name in ('fit_rules', 'bant_rules', 'interest_rules', 'behaviour_rules')

),

rule_tiers as (

    select
        rule_id,
        max(tier) as tier
    from rules
    group by rule_id

),

points_given as (

    select seed_name, line_number, row_key, tier, points_text, points
    from rules
    union all
    select
        overrides.seed_name,
        overrides.line_number,
        overrides.row_key,
        rule_tiers.tier,
        overrides.points_text,
        overrides.points
    from lines as overrides
    inner join rule_tiers
        on overrides.rule_id = rule_tiers.rule_id
    where overrides.seed_name = 'weight_overrides'

)

select
    points_given.seed_name,
    points_given.line_number,
    points_given.row_key,
    'points' as column_name,
    points_given.points_text as value,
    case when points_given.points_text in ('1', '-1') then 'one_point_outside_tier' else 'points_outside_tier' end as check_name,
    tiers.tier_and_range as argument
from points_given
inner join tiers
    on points_given.tier = tiers.tier
where
    points_given.points <> 0
    and (points_given.points < tiers.at_least or points_given.points > tiers.at_most)

union all

select seed_name, line_number, row_key, 'tier', tier, 'tier_without_points', null
from rules
where points = 0 and tier is not null

union all

select seed_name, line_number, row_key, 'tier', points_text, 'points_without_tier', null
from rules
where points <> 0 and tier is null

union all

select seed_name, line_number, row_key, 'points_to', points_to_text, 'line_without_edges', null
from rules
where points_to_text is not null and (at_least_text is null or below_text is null)

union all

select seed_name, line_number, row_key, 'points_to', points_to_text, 'points_to_of_other_sign', points_text
from rules
where points_to <> 0 and points * points_to <= 0

union all

select rules.seed_name, rules.line_number, rules.row_key, 'points_to', rules.points_to_text, 'points_to_beyond_tier', tiers.tier_and_range
from rules
inner join tiers
    on rules.tier = tiers.tier
where
    rules.points * rules.points_to > 0
    and (rules.points_to > {{ greatest_of('tiers.at_most', 0) }} or rules.points_to < {{ least_of('tiers.at_least', 0) }})
