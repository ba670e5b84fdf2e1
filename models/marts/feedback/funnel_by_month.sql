-- One row per month of the history and stage of the funnel: how many leads got there, and per lead of the stage before it.
with

publication as (

    select * from {{ ref('int_publication') }}

),

funnel as (

    select * from {{ ref('int_funnel_by_month') }}

)

select
    cast(funnel.month_date as date) as month,
    cast(funnel.stage_order as integer) as stage_order,
    cast(funnel.stage as {{ dbt.type_string() }}) as stage,
    cast(funnel.leads as bigint) as leads,
    cast(funnel.of_previous as numeric(18, 6)) as of_previous
from funnel
cross join publication
