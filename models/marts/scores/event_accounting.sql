-- One row per outcome of a delivered event row; the rows of all outcomes sum to the rows delivered.
{{ config(materialized='view') }}

with

outcomes as (

    select * from {{ released('event_accounting') }}

)

select
    cast(outcomes.outcome as {{ type_text() }}) as outcome,
    cast(outcomes.event_rows as bigint) as event_rows,
    cast(outcomes.matched_rows as bigint) as matched_rows,
    cast(outcomes.released_as_of as date) as as_of_date
from outcomes
