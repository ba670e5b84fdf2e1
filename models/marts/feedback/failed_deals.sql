-- One row per basis and case of the champion that failed: when, why, and the rules that the lead had points from at its moment.
with

publication as (

    select * from {{ ref('int_publication') }}

),

failures as (

    select * from {{ ref('int_failed_deals') }}

)

select
    cast(failures.basis as {{ dbt.type_string() }}) as basis,
    cast(failures.case_id as {{ dbt.type_string() }}) as case_id,
    cast(publication.as_of_date as date) as as_of_date,
    cast(failures.failure as {{ dbt.type_string() }}) as failure,
    cast(failures.contact_id as {{ dbt.type_string() }}) as contact_id,
    cast(failures.failed_on as date) as failed_on,
    cast(failures.score as integer) as score,
    cast(failures.band as {{ dbt.type_string() }}) as band,
    cast(failures.amount as numeric(18, 2)) as amount,
    cast(failures.is_mature as boolean) as is_mature,
    cast(failures.reason as {{ dbt.type_string() }}) as reason,
    cast(failures.rules as {{ dbt.type_string() }}) as rules
from failures
cross join publication
