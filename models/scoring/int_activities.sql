-- One row per distinct activity: an event type with the properties that rules may look at.
with

events as (

    select * from {{ ref('int_events') }}

),

journey_events as (

    select * from {{ ref('int_journey_events') }}

)

select
    activity_key,
    event_type,
    page_path,
    asset,
    channel,
    campaign
from events

union

select
    activity_key,
    event_type,
    page_path,
    asset,
    channel,
    campaign
from journey_events
