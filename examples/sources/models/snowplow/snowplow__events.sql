-- One row per event that says that somebody did something.
with

actions as (

    select * from {{ ref('snowplow__actions') }}

),

event_types as (

    select * from {{ ref('event_types') }}
    where source = 'snowplow'

)

select
    actions.event_id,
    coalesce(event_types.event_type, actions.action) as event_type,
    actions.occurred_at,
    actions.loaded_at,
    actions.contact_id,
    actions.anonymous_id,
    actions.page_path,
    coalesce(event_types.asset, {{ slug('actions.label') }}) as asset,
    'web' as channel,
    actions.campaign,
    actions.user_agent
from actions
left join event_types
    on actions.action = event_types.name
