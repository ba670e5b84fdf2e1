-- One row per delivered row of `events`: typed, with the reason if it cannot be used.
with

raw_events as (

    select * from {{ raw_table('events', timestamps=['occurred_at', 'loaded_at'], filtered_by='loaded_at', numbered=false) }}

),

events as (

    select
        *,
        -- as it was written, so that it is compared unrounded; what is no number is unknown
        case when {{ safe_number('quantity') }} is not null then quantity end as known_quantity
    from raw_events

)

select
    event_id as row_id,
    event_id,
    event_type,
    occurred_at,
    loaded_at,
    contact_id,
    anonymous_id,
    page_path,
    asset,
    channel,
    campaign,
    user_agent,
    known_quantity as quantity,
    cast(occurred_at as date) as activity_date,
    -- unknown comes last
    coalesce(cast(loaded_at as date), {{ always_until() }}) as loaded_on,
    -- a filled contact id decides alone
    coalesce({{ contact_visitor('contact_id') }}, {{ anonymous_visitor('anonymous_id') }}) as visitor_id,
    {{ activity_number(quantity='known_quantity') }} as activity_id,
    {{ hash_of(['event_type', 'user_agent']) }} as client_id,
    {{ unreadable_columns(numbers=['quantity'], unread=['occurred_at', 'loaded_at']) }} as unreadable_columns,
    case
        when event_id is null then 'no_event_id'
        when event_type is null then 'no_event_type'
        when occurred_at_text is not null then 'unreadable_occurred_at'
        when occurred_at is null then 'no_occurred_at'
        when contact_id is null and anonymous_id is null then 'no_contact_or_anonymous_id'
    end as rejected_because
from events
