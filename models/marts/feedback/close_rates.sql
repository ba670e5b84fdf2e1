-- One row per scorecard, basis, outcome, grouping and value: cases by how they ended, and the close rate with its interval.
with

publication as (

    select * from {{ ref('int_publication') }}

),

rates as (

    select * from {{ ref('int_close_rates') }}

)

select
    cast(rates.scorecard_id as {{ dbt.type_string() }}) as scorecard_id,
    cast(rates.basis as {{ dbt.type_string() }}) as basis,
    cast(rates.outcome as {{ dbt.type_string() }}) as outcome,
    cast(rates.grouping as {{ dbt.type_string() }}) as grouping,
    cast(rates.value as {{ dbt.type_string() }}) as value,
    cast(publication.as_of_date as date) as as_of_date,
    cast(rates.leads as bigint) as leads,
    cast(rates.won as bigint) as won,
    cast(rates.lost as bigint) as lost,
    cast(rates.unresolved as bigint) as unresolved,
    cast(rates.immature as bigint) as immature,
    cast(rates.close_rate as numeric(18, 6)) as close_rate,
    cast(rates.close_rate_low as numeric(18, 6)) as close_rate_low,
    cast(rates.close_rate_high as numeric(18, 6)) as close_rate_high,
    cast(rates.amount_won as numeric(18, 2)) as amount_won,
    cast(rates.days_to_close as numeric(18, 1)) as days_to_close,
    cast(rates.touches_per_win as numeric(18, 2)) as touches_per_win,
    cast(rates.remark as {{ dbt.type_string() }}) as remark,
    cast(publication.policy_version as {{ dbt.type_string() }}) as policy_version
from rates
cross join publication
