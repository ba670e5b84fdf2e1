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

matched as (

    {{ select_matched_patterns_before() }}

),

patterns as (

    select
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
    pattern_id,
    activity_id,
    loaded_on
from ({{ select_activity_matches('new_activities', 'patterns') }}) as matches

union all

-- without a new pattern no old activity is read
select
    pattern_id,
    activity_id,
    loaded_on
from ({{ select_activity_matches('old_activities', 'new_patterns') }}) as matches
