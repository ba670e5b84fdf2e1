-- One row per event that says that somebody did something: sessions, first visits and scrolling are GA4's own.
with

events as (

    select * from {{ delivered('ga4', 'events', nested=['event_params']) }}
    where event_name not in ('session_start', 'first_visit', 'user_engagement', 'scroll')

),

told as (

    select
        event_name,
        event_timestamp,
        'ga4-' || nullif(user_pseudo_id, '') as anonymous_id,
        '{{ var("site_user_prefix") }}' || {{ id18('user_id') }} as contact_id,
        batch_event_index,
        {{ event_parameter('page_location') }} as page_location,
        {{ event_parameter('campaign') }} as campaign,
        coalesce(
            {{ event_parameter('form_name') }}, {{ event_parameter('form_id') }}, {{ event_parameter('file_name') }}, {{ event_parameter('video_title') }}
        ) as asset_name
    from events

)

select
    *,
    -- GA4 has no id of events: the same one of today's table and of the day's must have the same
    'ga4-' || {{ dbt.hash(
        "coalesce(anonymous_id, '') || '|' || event_timestamp || '|' || event_name || '|' || coalesce(page_location, '') || '|' || coalesce(batch_event_index, '')"
    ) }} as event_id
from told
