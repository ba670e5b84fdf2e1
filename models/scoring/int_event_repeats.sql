-- One row per event that is delivered more than once in what this run reads: its first delivery.
-- a view, so that the wide rows of the deliveries are kept nowhere
{{ config(materialized='view') }}

with

-- the number of an id takes a fraction of the memory of the id
repeated as (

    select {{ hash_of(['event_id']) }} as event_number
    from {{ ref('stg_events') }}
    where
        rejected_because is null
        and {{ is_read_now() }}
    group by 1
    having count(*) > 1

),

deliveries as (

    select
        *,
        {{ hash_of(['event_id']) }} as event_number
    from {{ ref('stg_events') }}
    where
        rejected_because is null
        and {{ is_read_now() }}

),

ranked as (

    select
        deliveries.*,
        count(*) over (partition by deliveries.event_id) as delivered_rows,
        row_number() over (
            partition by deliveries.event_id
            order by
                deliveries.loaded_at asc nulls last, deliveries.occurred_at asc,
                deliveries.contact_id desc nulls last, deliveries.anonymous_id desc nulls last,
                deliveries.event_type asc, deliveries.page_path asc, deliveries.asset asc, deliveries.channel asc,
                deliveries.campaign asc, deliveries.user_agent asc
        ) as delivery
    from deliveries
    inner join repeated
        on deliveries.event_number = repeated.event_number

)

select
    event_id,
    loaded_on,
    activity_date,
    visitor_id,
    activity_id,
    client_id
from ranked
where
    delivered_rows > 1
    and delivery = 1
