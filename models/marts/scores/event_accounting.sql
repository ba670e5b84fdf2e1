-- One row per outcome of a delivered event row; the rows of all outcomes sum to the rows delivered.
with

publication as (

    select * from {{ ref('int_publication') }}

),

outcomes as (

    select * from {{ ref('int_event_accounting') }}

)

select
    cast(outcomes.outcome as {{ dbt.type_string() }}) as outcome,
    cast(outcomes.event_rows as bigint) as event_rows,
    cast(publication.as_of_date as date) as as_of_date
from outcomes
cross join publication
