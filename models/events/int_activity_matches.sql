-- One row per pattern and activity of the data that meets it; a new pattern meets all activities, an old one only those that are new.
{{ config(
    materialized='incremental', incremental_strategy=adding_rows(), partition_by=by_day('loaded_on'),
    on_schema_change='fail', tags='keeps_days',
    pre_hook=['{{ forget_days_read_now(this) }}', '{{ forget_unmatched_patterns(this) }}']
) }}

with

new_activities as (

    select * from {{ ref('int_event_activities') }}
    where loaded_on >= {{ events_read_from() }}

),

old_activities as (

    select * from {{ ref('int_event_activities') }}
    where loaded_on < {{ events_read_from() }}

),

new_shown as (

    {{ select_shown_properties('new_activities') }}

),

-- a CTE of their own, so that without a new pattern the join below reads none of them
old_shown as (

    {{ select_shown_properties('old_activities') }}

),

matched as (

    {{ select_matched_patterns_before() }}

),

patterns as (

    select distinct
        uses.pattern_id,
        uses.event_type,
        uses.property,
        uses.plain_pattern,
        uses.at_least,
        uses.below,
        matched.pattern_id is not null as is_matched
    from {{ ref('int_activity_patterns') }} as uses
    left join matched
        on uses.pattern_id = matched.pattern_id

),

new_patterns as (

    select * from patterns
    where not is_matched

)

select
    patterns.pattern_id,
    new_shown.activity_id,
    new_shown.loaded_on
from new_shown
inner join patterns
    on {{ activity_meets('new_shown', 'patterns') }}

union all

select
    new_patterns.pattern_id,
    old_shown.activity_id,
    old_shown.loaded_on
from old_shown
inner join new_patterns
    on {{ activity_meets('old_shown', 'new_patterns') }}
