-- One row per usable event: the first delivery, as numbers of its visitor, of what was done and of the client.
{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    pre_hook=['{{ forget_days_read_now(this) }}', '{{ forget_visitors(this) }}']
) }}

with

deliveries as (

    select * from {{ ref('stg_events') }}
    where
        rejected_because is null
        and {{ is_read_now() }}

),

repeats as (

    select * from {{ ref('int_event_repeats') }}

),

erased_visitors as (

    select * from {{ ref('int_erased_visitors') }}

),

-- whatever is read now was loaded after what is kept
kept as (

    {{ kept_values('event_id', dbt.type_string()) }}

),

firsts as (

    select
        deliveries.event_id,
        deliveries.loaded_on,
        deliveries.activity_date,
        deliveries.visitor_id,
        deliveries.activity_id,
        deliveries.client_id
    from deliveries
    left join repeats
        on deliveries.event_id = repeats.event_id
    where repeats.event_id is null
    union all
    select
        event_id,
        loaded_on,
        activity_date,
        visitor_id,
        activity_id,
        client_id
    from repeats

)

select
    firsts.event_id,
    firsts.loaded_on,
    firsts.activity_date,
    case when erased_visitors.visitor_id is null then firsts.visitor_id else {{ erased_visitor() }} end as visitor_id,
    firsts.activity_id,
    firsts.client_id
from firsts
left join kept
    on firsts.event_id = kept.event_id
left join erased_visitors
    on firsts.visitor_id = erased_visitors.visitor_id
where kept.event_id is null
