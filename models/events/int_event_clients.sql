-- One row per distinct client of the data: an event type with the user agent that it came from (null = unknown).
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

    {{ select_kept_values('client_id', 'bigint') }}

),

clients as (

    select
        client_id,
        min(loaded_on) as loaded_on,
        {{ any_value_of('event_type') }} as event_type,
        {{ any_value_of('user_agent') }} as user_agent
    from deliveries
    group by client_id

)

select
    clients.client_id,
    -- the day of loading on which it first appeared
    clients.loaded_on,
    clients.event_type,
    clients.user_agent
from clients
left join kept
    on clients.client_id = kept.client_id
where kept.client_id is null
