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

)

select
    patterns.pattern_id,
    shown.activity_id,
    shown.loaded_on
from shown
inner join patterns
    on {{ activity_meets('shown', 'patterns') }}
where
    shown.loaded_on >= {{ events_read_from() }}
    or not patterns.is_matched
