-- One row per policy seed, row, column and warning: what looks wrong in the policy and stops nothing.
with

publication as (select * from {{ ref('int_publication') }}),

warnings as (select * from {{ ref('int_policy_warnings') }})

select
    cast(warnings.seed_name as {{ dbt.type_string() }}) as seed_name,
    cast(warnings.row_key as {{ dbt.type_string() }}) as row_key,
    cast(warnings.column_name as {{ dbt.type_string() }}) as column_name,
    cast(warnings.check_name as {{ dbt.type_string() }}) as warning,
    cast(warnings.value as {{ dbt.type_string() }}) as value,
    cast(warnings.basis as {{ dbt.type_string() }}) as basis,
    cast(warnings.remark as {{ dbt.type_string() }}) as remark,
    cast(warnings.sentence as {{ dbt.type_string() }}) as sentence,
    cast(publication.as_of_date as date) as as_of_date,
    cast(publication.policy_version as {{ dbt.type_string() }}) as policy_version
from warnings
cross join publication
