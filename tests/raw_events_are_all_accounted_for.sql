-- The rows of all outcomes sum to the event rows delivered, none is below 0, and each usable event that this run read is kept. Returns the
-- counts where that is not so.
with

outcomes as (

    select
        sum(event_rows) as event_rows,
        min(event_rows) as fewest
    from {{ ref('int_event_accounting') }}

),

loaded as (

    select coalesce(sum(delivered_rows), 0) as event_rows from {{ ref('int_loaded_days') }}

),

-- the number of an id takes a fraction of the memory of the id
kept as (

    select {{ hash_of(['event_id']) }} as event_number from {{ ref('int_events') }}

),

deliveries as (

    select {{ hash_of(['event_id']) }} as event_number
    from {{ ref('stg_events') }}
    where
        rejected_because is null
        and {{ is_read_now('loaded_at') }}

),

-- duplicates are what is left over, so that a lost event would be told as one
lost as (

    select count(*) as event_rows
    from deliveries
    left join kept
        on deliveries.event_number = kept.event_number
    where kept.event_number is null

)

select
    outcomes.event_rows,
    loaded.event_rows as delivered_rows,
    lost.event_rows as lost_rows
from outcomes
cross join loaded
cross join lost
where
    outcomes.event_rows <> loaded.event_rows
    or outcomes.fewest < 0
    or lost.event_rows > 0
