-- One row per purpose, condition, role of a pattern in it, pattern and activity that meets it, in the data or in a typical lead's journey.
-- a view, so that a new day does not write the matches of all days
{{ config(materialized='view') }}

with

-- several conditions may use one pattern; rules and behaviours make their sets of patterns together
patterns as (

    select
        *,
        row_number() over (
            partition by pattern_id, case when purpose = 'behaviour' then 'rule' else purpose end
            order by purpose, condition_id, role
        ) = 1 as is_first_use
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
        journey_events.campaign,
        journey_events.quantity
    from {{ ref('int_journey_events') }} as journey_events
    left join {{ ref('int_event_activities') }} as event_activities
        on journey_events.activity_id = event_activities.activity_id
    where event_activities.activity_id is null

),

matches as (

    select
        pattern_id,
        activity_id
    from {{ ref('int_activity_matches') }}
    union all
    select
        pattern_id,
        activity_id
    from ({{ select_activity_matches('journey_activities', 'patterns') }}) as journey_matches

)

select
    patterns.purpose,
    patterns.condition_id,
    patterns.role,
    patterns.roles,
    patterns.pattern_id,
    patterns.is_first_use,
    matches.activity_id
from matches
-- a pattern that is no longer in use has no condition
inner join patterns
    on matches.pattern_id = patterns.pattern_id
