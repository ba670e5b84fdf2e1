-- One row per usable event: its first delivery, the visitor it belongs to and what was done; deliveries counts its rows.
with

events as (

    select * from {{ ref('stg_events') }}
    where rejected_because is null

),

erased_visitors as (

    select * from {{ ref('int_erased_visitors') }}

),

ranked as (

    select
        *,
        -- a filled contact id decides alone
        coalesce({{ contact_visitor('contact_id') }}, {{ anonymous_visitor('anonymous_id') }}) as visitor_key,
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
    ranked.event_id,
    coalesce({{ erased_visitor('erased_visitors.known_from') }}, ranked.visitor_key) as visitor_key,
    cast(ranked.occurred_at as date) as activity_date,
    cast(ranked.loaded_at as date) as loaded_date,
    {{ key_of(['ranked.event_type', 'ranked.page_path', 'ranked.asset', 'ranked.channel', 'ranked.campaign']) }} as activity_key,
    ranked.event_type,
    ranked.page_path,
    ranked.asset,
    ranked.channel,
    ranked.campaign,
    ranked.user_agent,
    ranked.deliveries
from ranked
left join erased_visitors
    on ranked.visitor_key = erased_visitors.visitor_key
where ranked.delivery = 1
