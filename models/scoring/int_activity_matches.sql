-- One row per pattern and activity of the data that meets it; a new pattern meets all activities, an old one only those that are new.
{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    pre_hook=['{{ forget_days_read_now(this) }}', '{{ forget_unmatched_patterns(this) }}']
) }}

with

activities as (

    select * from {{ ref('int_event_activities') }}

),

shown as (

    {{ shown_properties('activities') }}

),

matched as (

    {{ matched_patterns_before() }}

),

patterns as (

    select distinct
        uses.pattern_id,
        uses.event_type,
        uses.property,
        uses.plain_pattern,
        matched.pattern_id is not null as is_matched
    from {{ ref('int_activity_patterns') }} as uses
    left join matched
        on uses.pattern_id = matched.pattern_id

),

new_activities as (

    select * from shown
    where loaded_on >= {{ events_read_from() }}

),

old_activities as (

    select * from shown
    where loaded_on < {{ events_read_from() }}

),

new_patterns as (

    select * from patterns
    where not is_matched

)

select
    patterns.pattern_id,
    new_activities.activity_id,
    new_activities.loaded_on
from new_activities
inner join patterns
    on {{ activity_meets('new_activities', 'patterns') }}

union all

select
    new_patterns.pattern_id,
    old_activities.activity_id,
    old_activities.loaded_on
from old_activities
inner join new_patterns
    on {{ activity_meets('old_activities', 'new_patterns') }}
