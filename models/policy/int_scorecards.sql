-- One row per scorecard in use (champion or challenger): its limits and how it uses BANT.
-- depends_on: {{ ref('int_policy_problems') }}
with

scorecards as (select * from {{ policy_seed('scorecards') }})

select
    scorecard_id,
    status = 'champion' as is_champion,
    population_attribute,
    population_pattern,
    population_excludes,
    {{ safe_decimal('fit_max') }} as fit_max,
    {{ safe_decimal('interest_max') }} as interest_max,
    {{ safe_decimal('handoff_at_least') }} as handoff_at_least,
    {{ safe_decimal('fit_at_least') }} as fit_at_least,
    {{ safe_decimal('interest_at_least') }} as interest_at_least,
    {{ safe_number('handoff_top_share') }} as handoff_top_share,
    {{ safe_number('exploration_share') }} as exploration_share,
    coalesce({{ safe_number('sales_cycle_days') }}, 0) as sales_cycle_days,
    {{ safe_number('recycle_after_days') }} as recycle_after_days,
    coalesce({{ safe_decimal('bant_at_least') }}, 0) as bant_at_least,
    bant_mode in ('points', 'points_and_gate') as has_bant_points,
    bant_mode in ('gate', 'points_and_gate') as has_bant_gate,
    bant_mode <> 'off' as has_bant_veto
from scorecards
where status <> 'retired'
