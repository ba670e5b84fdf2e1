-- One row per distinct activity: an event type with the properties that rules may look at.
with

events as (

    select * from {{ ref('int_events') }}

)

select distinct
    activity_key,
    event_type,
    page_path,
    asset,
    channel,
    campaign
from events
