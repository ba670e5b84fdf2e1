-- One row per day of loading (unknown = 9999-12-31): how many rows of `events` the raw table delivers of it, and a checksum of them.
with

-- a pulse looks at no day before the last one loaded: what has changed there waits for the next whole run
events as (

    select * from {{ ref('stg_events') }}
    where {{ is_counted_now('loaded_at') }}

),

numbered as (

    select
        loaded_on,
        {{ hash_of([
            'event_id', 'event_type', 'contact_id', 'anonymous_id', 'page_path', 'asset', 'channel', 'campaign', 'user_agent', 'quantity',
            'unreadable_columns', 'occurred_at', 'loaded_at'
        ]) }} as content_number
    from events

)

select
    loaded_on,
    count(*) as delivered_rows,
    -- whatever their order; small enough to add up those of a thousand million rows
    cast(sum(mod(content_number, 1000000007)) as bigint) as checksum
from numbered
group by loaded_on

union all

select
    loaded_on,
    delivered_rows,
    checksum
from ({{ select_loaded_days_before() }}) as loaded_days
where loaded_on < {{ days_counted_from() }}
