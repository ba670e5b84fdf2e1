-- One row per delivered row that was set aside, and per cell that could not be read: the table, the row's id and the reason.
with

publication as (select * from {{ ref('int_publication') }}),

rejections as (select * from {{ ref('int_rejected_rows') }})

select
    cast(rejections.rejection_number as bigint) as rejection_number,
    cast(rejections.source_table as {{ dbt.type_string() }}) as source_table,
    cast(rejections.row_id as {{ dbt.type_string() }}) as row_id,
    cast(rejections.reason as {{ dbt.type_string() }}) as reason,
    cast(publication.as_of_date as date) as as_of_date
from rejections
cross join publication
