-- One row per warning sign that has a target: its value, what it should be, whether it is beyond that by more than chance, and whose it is.
with

publication as (

    select * from {{ ref('int_publication') }}

),

signals as (

    select * from {{ ref('int_readiness_signals') }}

)

select
    cast(signals.signal as {{ dbt.type_string() }}) as signal,
    cast(publication.as_of_date as date) as as_of_date,
    cast({{ to_decimal('signals.priority', 9, 0) }} as integer) as priority,
    cast(signals.label as {{ dbt.type_string() }}) as label,
    cast(signals.cases as bigint) as cases,
    cast(signals.value as numeric(18, 6)) as value,
    cast(signals.value_low as numeric(18, 6)) as value_low,
    cast(signals.value_high as numeric(18, 6)) as value_high,
    cast(signals.at_least as numeric(18, 6)) as at_least,
    cast(signals.at_most as numeric(18, 6)) as at_most,
    cast(signals.verdict as {{ dbt.type_string() }}) as verdict,
    cast(signals.owner_team as {{ dbt.type_string() }}) as owner_team,
    cast(signals.sentence as {{ dbt.type_string() }}) as sentence
from signals
cross join publication
