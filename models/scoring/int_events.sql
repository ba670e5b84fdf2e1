-- One row per usable event: its first delivery, the visitor it belongs to and what was done; deliveries counts its rows.
with

events as (

    select * from {{ ref('stg_events') }}
    where rejected_because is null

),

ranked as (

    select
        *,
        count(*) over (partition by event_id) as deliveries,
        row_number() over (
            partition by event_id
            order by
                loaded_at asc nulls last, occurred_at asc, contact_id desc nulls last, anonymous_id desc nulls last,
                event_type asc, page_path asc, asset asc, channel asc, campaign asc, user_agent asc
        ) as delivery
    from events

)

select
    event_id,
    -- a filled contact id decides alone
    coalesce({{ contact_visitor('contact_id') }}, {{ anonymous_visitor('anonymous_id') }}) as visitor_key,
    cast(occurred_at as date) as activity_date,
    {{ key_of(['event_type', 'page_path', 'asset', 'channel', 'campaign']) }} as activity_key,
    event_type,
    page_path,
    asset,
    channel,
    campaign,
    user_agent,
    deliveries
from ranked
where delivery = 1
