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

-- all rows that this run read, usable or not: of the raw table only the id is read again
delivered as (

    select
        {{ hash_of(['event_id']) }} as event_number,
        1 as event_rows
    from {{ ref('stg_events') }}
    where {{ is_read_now('loaded_at') }}
    union all
    select
        {{ hash_of(['row_id']) }} as event_number,
        -1 as event_rows
    from {{ ref('int_rejected_events') }}
    where
        rejected_because is not null
        and loaded_on >= {{ events_read_from() }}

),

-- duplicates are what is left over, so that a lost event would be told as one: rows whose event is not kept are those that were rejected,
-- as often as they were delivered
lost as (

    select delivered.event_number
    from delivered
    left join kept
        on delivered.event_number = kept.event_number
    where kept.event_number is null
    group by delivered.event_number
    having sum(delivered.event_rows) <> 0

),

lost_events as (select count(*) as events from lost)

select
    outcomes.event_rows,
    loaded.event_rows as delivered_rows,
    lost_events.events as lost_events
from outcomes
cross join loaded
cross join lost_events
where
    outcomes.event_rows <> loaded.event_rows
    or outcomes.fewest < 0
    or lost_events.events > 0
