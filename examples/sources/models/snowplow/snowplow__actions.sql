-- One row per event that says that somebody did something; page pings say that a page is still open.
with

events as (

    select * from {{ delivered('snowplow', 'events') }}
    where coalesce(nullif(event_name, ''), event) <> 'page_ping'

)

select
    'snowplow-' || event_id as event_id,
    -- a structured event says in se_action what was done
    case when event = 'struct' then lower(se_action) else coalesce(nullif(event_name, ''), event) end as action,
    {{ moment("coalesce(nullif(derived_tstamp, ''), collector_tstamp)") }} as occurred_at,
    coalesce(nullif(load_tstamp, ''), collector_tstamp) as loaded_at,
    '{{ var("site_user_prefix") }}' || {{ id18('user_id') }} as contact_id,
    'snowplow-' || coalesce(nullif(domain_userid, ''), nullif(network_userid, '')) as anonymous_id,
    'snowplow-' || nullif(network_userid, '') as collector_id,
    {{ path_of("coalesce(nullif(page_urlpath, ''), page_url)") }} as page_path,
    nullif(mkt_campaign, '') as campaign,
    nullif(se_label, '') as label,
    useragent as user_agent
from events
