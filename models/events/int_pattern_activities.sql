-- One row per pattern and activity that meets it, in the data or in a typical lead's journey.
-- a view, so that a new day does not write the matches of all days
{{ config(materialized='view') }}

with

patterns as (

    select distinct
        pattern_id,
        event_type,
        property,
        plain_pattern
    from {{ ref('int_activity_patterns') }}

),

journey_activities as (

    select distinct
        journey_events.activity_id,
        {{ always_from() }} as loaded_on,
        journey_events.event_type,
        journey_events.page_path,
        journey_events.asset,
        journey_events.channel,
        journey_events.campaign
    from {{ ref('int_journey_events') }} as journey_events
    left join {{ ref('int_event_activities') }} as event_activities
        on journey_events.activity_id = event_activities.activity_id
    where event_activities.activity_id is null

),

shown as (

    {{ shown_properties('journey_activities') }}

)

select
    matches.pattern_id,
    matches.activity_id
from {{ ref('int_activity_matches') }} as matches
-- a pattern that is no longer in use
inner join patterns
    on matches.pattern_id = patterns.pattern_id

union all

select
    patterns.pattern_id,
    shown.activity_id
from shown
inner join patterns
    on {{ activity_meets('shown', 'patterns') }}
