-- One row per day of loading (unknown = 9999-12-31): how many rows of `events` the raw table delivers of it, and a checksum of them.
with

events as (select * from {{ ref('stg_events') }}),

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
