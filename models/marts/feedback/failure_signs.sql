-- One row per failure, kind of trait, trait and value that enough cases had: the contrast with what was won, and whether a rule knows it.
with

publication as (

    select * from {{ ref('int_publication') }}

),

signs as (

    select * from {{ ref('int_failure_signs') }}

)

select
    cast(signs.failure as {{ dbt.type_string() }}) as failure,
    cast(signs.trait_kind as {{ dbt.type_string() }}) as trait_kind,
    cast(signs.trait as {{ dbt.type_string() }}) as trait,
    cast(signs.value as {{ dbt.type_string() }}) as value,
    cast(publication.as_of_date as date) as as_of_date,
    cast(signs.label as {{ dbt.type_string() }}) as label,
    cast(signs.points as numeric(18, 3)) as points,
    cast(signs.has_rule as boolean) as has_rule,
    cast(signs.failed_with as bigint) as failed_with,
    cast(signs.failed as bigint) as failed,
    cast(signs.won_with as bigint) as won_with,
    cast(signs.won as bigint) as won,
    cast(signs.share_ratio as numeric(18, 6)) as share_ratio,
    cast(signs.share_ratio_low as numeric(18, 6)) as share_ratio_low,
    cast(signs.share_ratio_high as numeric(18, 6)) as share_ratio_high,
    cast(signs.contrast as {{ dbt.type_string() }}) as contrast,
    cast(signs.is_candidate as boolean) as is_candidate,
    cast(signs.remark as {{ dbt.type_string() }}) as remark
from signs
cross join publication
