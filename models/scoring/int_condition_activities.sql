-- One row per purpose, condition, pattern of it and activity that meets it, in the data or in a typical lead's journey.
-- a view, so that a new day does not write the matches of all days
{{ config(materialized='view') }}

with

patterns as (

    select * from {{ ref('int_activity_patterns') }}

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

),

matches as (

    select
        pattern_id,
        activity_id
    from {{ ref('int_activity_matches') }}
    union all
    select distinct
        patterns.pattern_id,
        shown.activity_id
    from shown
    inner join patterns
        on {{ activity_meets('shown', 'patterns') }}

)

select
    patterns.purpose,
    patterns.condition_id,
    patterns.pattern_id,
    matches.activity_id
from matches
inner join patterns
    on matches.pattern_id = patterns.pattern_id
