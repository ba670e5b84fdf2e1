-- The rows of all outcomes sum to the event rows delivered. Returns both counts where they differ.
with

outcomes as (

    select sum(event_rows) as event_rows from {{ ref('int_event_accounting') }}

),

deliveries as (

    select count(*) as event_rows from {{ ref('stg_events') }}

)

select
    outcomes.event_rows,
    deliveries.event_rows as delivered_rows
from outcomes
cross join deliveries
where outcomes.event_rows <> deliveries.event_rows
