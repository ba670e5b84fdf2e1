-- One row per scorecard, basis and band: cases by how they ended, and the close rate with its interval.
with

rates as (select * from {{ ref('close_rates') }})

select
    cast(rates.scorecard_id as {{ type_text() }}) as scorecard_id,
    cast(rates.basis as {{ type_text() }}) as basis,
    cast(rates.value as {{ type_text() }}) as band,
    cast(rates.as_of_date as date) as as_of_date,
    cast(rates.leads as bigint) as leads,
    cast(rates.won as bigint) as won,
    cast(rates.lost as bigint) as lost,
    cast(rates.unresolved as bigint) as unresolved,
    cast(rates.immature as bigint) as immature,
    cast(rates.close_rate as {{ type_decimal(18, 6) }}) as close_rate,
    cast(rates.close_rate_low as {{ type_decimal(18, 6) }}) as close_rate_low,
    cast(rates.close_rate_high as {{ type_decimal(18, 6) }}) as close_rate_high,
    cast(rates.remark as {{ type_text() }}) as remark,
    cast(rates.policy_version as {{ type_text() }}) as policy_version,
    cast(rates.is_champion as boolean) as is_champion
from rates
where
    rates.grouping = 'band'
    and rates.outcome = 'won'
