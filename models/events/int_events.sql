-- One row per usable event: the first delivery, as numbers of its visitor, of what was done and of the client.
{{ config(
    materialized='incremental', incremental_strategy=adding_rows(), partition_by=by_day('loaded_on'),
    on_schema_change='fail', tags='keeps_days',
    pre_hook=['{{ forget_days_read_now(this) }}', '{{ forget_visitors(this) }}']
) }}

with

-- three scans, each of the columns it needs: an engine materialises a CTE that is used twice, with all its columns;
-- the number of an id takes a fraction of the memory of the id
repeated as (

    select {{ hash_of(['event_id']) }} as event_number
    from {{ ref('stg_events') }}
    where {{ is_read_now('loaded_at') }}
    group by event_number
    having count(*) > 1

),

deliveries as (

    select
        *,
        {{ hash_of(['event_id']) }} as event_number
    from {{ ref('stg_events') }}
    where
        rejected_because is null
        and {{ is_read_now('loaded_at') }}

),

redeliveries as (

    select
        *,
        {{ hash_of(['event_id']) }} as event_number
    from {{ ref('stg_events') }}
    where
        rejected_because is null
        and {{ is_read_now('loaded_at') }}

),

erased_visitors as (select * from {{ ref('int_erased_visitors') }}),

-- every row read now was loaded after the rows that are kept
kept as (

    {{ select_kept_values('event_id', dbt.type_string()) }}

),

-- only events delivered more than once have to be put in order
ranked as (

    select
        redeliveries.*,
        row_number() over (
            partition by redeliveries.event_id
            order by
                redeliveries.loaded_at asc nulls last, redeliveries.occurred_at asc,
                redeliveries.contact_id desc nulls last, redeliveries.anonymous_id desc nulls last,
                redeliveries.event_type asc, redeliveries.page_path asc nulls last, redeliveries.asset asc nulls last,
                redeliveries.channel asc nulls last, redeliveries.campaign asc nulls last,
                redeliveries.user_agent asc nulls last, redeliveries.quantity asc nulls last
        ) as delivery_rank
    from redeliveries
    inner join repeated
        on redeliveries.event_number = repeated.event_number

),

firsts as (

    select
        deliveries.event_id,
        deliveries.loaded_on,
        deliveries.activity_date,
        deliveries.occurred_at,
        deliveries.visitor_id,
        deliveries.activity_id,
        deliveries.client_id
    from deliveries
    left join repeated
        on deliveries.event_number = repeated.event_number
    where repeated.event_number is null
    union all
    select
        event_id,
        loaded_on,
        activity_date,
        occurred_at,
        visitor_id,
        activity_id,
        client_id
    from ranked
    where delivery_rank = 1

)

select
    firsts.event_id,
    firsts.loaded_on,
    firsts.activity_date,
    firsts.occurred_at,
    case when erased_visitors.visitor_id is null then firsts.visitor_id else {{ erased_visitor() }} end as visitor_id,
    firsts.activity_id,
    firsts.client_id
from firsts
left join kept
    on firsts.event_id = kept.event_id
left join erased_visitors
    on firsts.visitor_id = erased_visitors.visitor_id
where kept.event_id is null
