-- One row per delivered row of `events`: typed, with the reason if it cannot be used.
with

raw_events as (

    select * from {{ raw_table('events') }}

),

typed as (

    select
        raw_row_number,
        event_id as row_id,
        event_id,
        event_type,
        {{ safe_timestamp('occurred_at') }} as occurred_at,
        {{ safe_timestamp('loaded_at') }} as loaded_at,
        contact_id,
        anonymous_id,
        page_path,
        asset,
        channel,
        campaign,
        user_agent,
        {{ unreadable_columns(timestamps=['occurred_at', 'loaded_at']) }} as unreadable_columns
    from raw_events

)

select
    *,
    case
        when event_id is null then 'no_event_id'
        when event_type is null then 'no_event_type'
        when occurred_at is null then 'no_occurred_at'
        when contact_id is null and anonymous_id is null then 'no_contact_or_anonymous_id'
    end as rejected_because
from typed
