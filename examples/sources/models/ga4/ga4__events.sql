-- One row per event that says that somebody did something. Microseconds since 1970 are read as they are.
with

actions as (

    select * from {{ ref('ga4__actions') }}

),

event_types as (

    select * from {{ ref('event_types') }}
    where source = 'ga4'

)

select
    actions.event_id,
    coalesce(event_types.event_type, actions.event_name) as event_type,
    actions.event_timestamp as occurred_at,
    actions.contact_id,
    actions.anonymous_id,
    {{ path_of('actions.page_location') }} as page_path,
    -- /files/Comparison Matrix.pdf → comparison-matrix.pdf
    {{ slug("substring(actions.asset_name, length(actions.asset_name) - strpos(reverse('/' || actions.asset_name), '/') + 2)") }} as asset,
    'web' as channel,
    actions.campaign
from actions
left join event_types
    on actions.event_name = event_types.name
