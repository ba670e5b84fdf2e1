-- One row per distinct activity of the data and of the policy's typical leads: an event type with the properties that rules look at.
-- a view, so that a new day does not write the activities of all days
{{ config(materialized='view') }}

with

event_activities as (select * from {{ ref('int_event_activities') }}),

journey_events as (select * from {{ ref('int_journey_events') }})

select
    activity_id,
    event_type,
    page_path,
    asset,
    channel,
    campaign,
    quantity
from event_activities

union all

select distinct
    journey_events.activity_id,
    journey_events.event_type,
    journey_events.page_path,
    journey_events.asset,
    journey_events.channel,
    journey_events.campaign,
    journey_events.quantity
from journey_events
left join event_activities
    on journey_events.activity_id = event_activities.activity_id
where event_activities.activity_id is null
