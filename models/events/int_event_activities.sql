-- One row per distinct activity of the data: an event type with the properties that rules may look at.
{{ config(
    materialized='incremental',
    tags='keeps_days',
    incremental_strategy=adding_rows(), partition_by=by_day('loaded_on'),
    on_schema_change='fail',
    pre_hook='{{ forget_days_read_now(this) }}'
) }}

with

deliveries as (

    select * from {{ ref('stg_events') }}
    where
        rejected_because is null
        and {{ is_read_now('loaded_at') }}

),

kept as (

    {{ select_kept_values('activity_id', 'bigint') }}

),

activities as (

    select
        activity_id,
        min(loaded_on) as loaded_on,
        {{ any_value_of('event_type') }} as event_type,
        {{ any_value_of('page_path') }} as page_path,
        {{ any_value_of('asset') }} as asset,
        {{ any_value_of('channel') }} as channel,
        {{ any_value_of('campaign') }} as campaign,
        {{ any_value_of('quantity') }} as quantity
    from deliveries
    group by activity_id

)

select
    activities.activity_id,
    -- the day of loading on which it first appeared
    activities.loaded_on,
    activities.event_type,
    activities.page_path,
    activities.asset,
    activities.channel,
    activities.campaign,
    activities.quantity
from activities
left join kept
    on activities.activity_id = kept.activity_id
where kept.activity_id is null
