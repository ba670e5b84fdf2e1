-- The rows of all outcomes sum to the event rows delivered, and none is below 0. Returns both counts where they do not.
with

outcomes as (

    select
        sum(event_rows) as event_rows,
        min(event_rows) as fewest
    from {{ ref('int_event_accounting') }}

),

deliveries as (

    select coalesce(sum(delivered_rows), 0) as event_rows from {{ ref('int_loaded_days') }}

)

select
    outcomes.event_rows,
    deliveries.event_rows as delivered_rows
from outcomes
cross join deliveries
where outcomes.event_rows <> deliveries.event_rows or outcomes.fewest < 0
