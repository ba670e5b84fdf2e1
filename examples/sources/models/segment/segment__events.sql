-- One row per page that was shown and per event that was tracked.
with

pages as (

    select * from {{ delivered('segment', 'pages') }}

),

tracks as (

    select * from {{ delivered('segment', 'tracks') }}

),

event_types as (

    select * from {{ ref('event_types') }}
    where source = 'segment'

)

select
    'segment-' || id as event_id,
    'page_view' as event_type,
    coalesce(nullif(timestamp, ''), received_at) as occurred_at,
    received_at as loaded_at,
    -- whose it is the call says itself where it can; else the browser, which identities know
    'segment-' || nullif(user_id, '') as contact_id,
    'segment-' || nullif(anonymous_id, '') as anonymous_id,
    {{ path_of("coalesce(nullif(path, ''), url)") }} as page_path,
    null as asset,
    'web' as channel,
    context_campaign_name as campaign,
    context_user_agent as user_agent
from pages

union all

select
    'segment-' || tracks.id as event_id,
    coalesce(event_types.event_type, tracks.event) as event_type,
    coalesce(nullif(tracks.timestamp, ''), tracks.received_at) as occurred_at,
    tracks.received_at as loaded_at,
    'segment-' || nullif(tracks.user_id, '') as contact_id,
    'segment-' || nullif(tracks.anonymous_id, '') as anonymous_id,
    {{ path_of("coalesce(nullif(tracks.context_page_path, ''), tracks.context_page_url)") }} as page_path,
    event_types.asset,
    'web' as channel,
    tracks.context_campaign_name as campaign,
    tracks.context_user_agent as user_agent
from tracks
left join event_types
    on tracks.event = event_types.name
