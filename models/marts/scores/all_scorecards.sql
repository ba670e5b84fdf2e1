-- One row per scorecard of the policy, retired ones too: its name, whether people act on it, and its limits.
with

publication as (select * from {{ ref('int_publication') }}),

scorecards as (select * from {{ policy_seed('scorecards') }})

select
    cast(scorecards.scorecard_id as {{ type_text() }}) as scorecard_id,
    cast(publication.as_of_date as date) as as_of_date,
    cast(scorecards.name as {{ type_text() }}) as name,
    cast(scorecards.status as {{ type_text() }}) as status,
    cast(scorecards.status = 'champion' as boolean) as is_champion,
    cast({{ safe_decimal('scorecards.fit_max') }} as {{ type_decimal(18, 3) }}) as fit_max,
    cast({{ safe_decimal('scorecards.interest_max') }} as {{ type_decimal(18, 3) }}) as interest_max,
    cast({{ safe_decimal('scorecards.fit_at_least') }} as {{ type_decimal(18, 3) }}) as fit_at_least,
    cast({{ safe_decimal('scorecards.interest_at_least') }} as {{ type_decimal(18, 3) }}) as interest_at_least,
    cast({{ safe_decimal('scorecards.handoff_at_least') }} as {{ type_decimal(18, 3) }}) as handoff_at_least,
    cast(scorecards.bant_mode as {{ type_text() }}) as bant_mode,
    {{ to_decimal(safe_number('scorecards.sales_cycle_days'), 18, 1) }} as sales_cycle_days,
    {{ to_decimal(safe_number('scorecards.recycle_after_days'), 18, 1) }} as recycle_after_days,
    cast(publication.policy_version as {{ type_text() }}) as policy_version
from scorecards
cross join publication
