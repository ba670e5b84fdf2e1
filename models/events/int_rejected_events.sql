-- One row per delivered row of `events` that cannot be used, or has a cell that is not the date it should be.
{{ config(
    materialized='incremental',
    tags='keeps_days',
    incremental_strategy=adding_rows(), partition_by=by_day('loaded_on'),
    on_schema_change='fail',
    pre_hook='{{ forget_days_read_now(this) }}',
    post_hook={
        'sql': "{{ stop_unusable_load('events', this, 'select sum(delivered_rows) from ' ~ ref('int_event_days'), empty_at_least=10) }}",
        'transaction': false
    }
) }}

with

deliveries as (

    select * from {{ ref('stg_events') }}
    where {{ is_read_now('loaded_at') }}

)

select
    row_id,
    loaded_on,
    row_number() over (
        partition by loaded_on order by row_id asc nulls last, rejected_because asc nulls last, unreadable_columns asc nulls last
    ) as rejection_number,
    rejected_because,
    unreadable_columns
from deliveries
where rejected_because is not null or unreadable_columns is not null
