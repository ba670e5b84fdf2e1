-- One row per policy seed, row, column and warning: what looks wrong in the policy and stops nothing.
with

publication as (select * from {{ ref('int_publication') }}),

warnings as (select * from {{ ref('int_policy_warnings') }})

select
    cast(warnings.seed_name as {{ type_text() }}) as seed_name,
    cast(warnings.row_key as {{ type_text() }}) as row_key,
    cast(warnings.column_name as {{ type_text() }}) as column_name,
    cast(warnings.check_name as {{ type_text() }}) as warning,
    cast(warnings.value as {{ type_text() }}) as value,
    cast(warnings.basis as {{ type_text() }}) as basis,
    cast(warnings.remark as {{ type_text() }}) as remark,
    cast(warnings.sentence as {{ type_text() }}) as sentence,
    cast(publication.as_of_date as date) as as_of_date,
    cast(publication.policy_version as {{ type_text() }}) as policy_version
from warnings
cross join publication
