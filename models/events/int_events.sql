-- One row per usable event: the first delivery, as numbers of its visitor, of what was done and of the client.
{{ config(
    materialized='incremental', incremental_strategy=adding_rows(), partition_by=by_day('loaded_on'),
    on_schema_change='fail', tags='keeps_days',
    pre_hook=['{{ forget_days_read_now(this) }}', '{{ forget_visitors(this) }}']
) }}

with

-- one scan, of what must be known: an engine keeps the rows of a CTE that is used twice; numbers take less memory than ids
deliveries as (

    select
        event_id, loaded_at, loaded_on, activity_date, occurred_at, visitor_id, activity_id, client_id,
        {{ hash_of(['event_id']) }} as event_number
    from {{ ref('stg_events') }}
    where
        rejected_because is null
        and {{ is_read_now('loaded_at') }}

),

erased_visitors as (select * from {{ ref('int_erased_visitors') }}),

-- every row read now was loaded after the rows that are kept
kept as (

    {{ select_kept_values('event_id', type_text()) }}

),

repeated as (

    select event_number
    from deliveries
    group by event_number
    having count(*) > 1

),

-- only events delivered more than once have to be put in order
ranked as (

    select
        deliveries.*,
        rank() over (partition by deliveries.event_id order by deliveries.loaded_at nulls last, deliveries.occurred_at) as delivery_rank
    from deliveries
    inner join repeated
        on deliveries.event_number = repeated.event_number

),

earliest as (

    select
        event_id,
        min(loaded_on) as loaded_on, min(activity_date) as activity_date, min(occurred_at) as occurred_at,
        min(visitor_id) as visitor_id, min(activity_id) as activity_id, min(client_id) as client_id,
        coalesce(
            min(visitor_id) < max(visitor_id) or min(activity_id) < max(activity_id) or min(client_id) < max(client_id), false
        ) as is_tied
    from ranked
    where delivery_rank = 1
    group by event_id

),

-- told differently at one and the same time: there are hardly any, and without one nothing is read again
tied as (

    select
        events.*,
        row_number() over (
            partition by events.event_id
            order by
                events.loaded_at asc nulls last, events.occurred_at asc, events.contact_id desc nulls last,
                events.anonymous_id desc nulls last, events.event_type asc, events.page_path asc nulls last, events.asset asc nulls last,
                events.channel asc nulls last, events.campaign asc nulls last,
                events.user_agent asc nulls last, events.quantity asc nulls last
        ) as delivery_rank
    from {{ ref('stg_events') }} as events
    inner join earliest
        on events.event_id = earliest.event_id
        and earliest.is_tied
    where
        events.rejected_because is null
        and {{ is_read_now('events.loaded_at') }}

),

firsts as (

    select
        deliveries.event_id, deliveries.loaded_on, deliveries.activity_date, deliveries.occurred_at, deliveries.visitor_id,
        deliveries.activity_id, deliveries.client_id
    from deliveries
    left join repeated
        on deliveries.event_number = repeated.event_number
    where repeated.event_number is null
    union all
    select event_id, loaded_on, activity_date, occurred_at, visitor_id, activity_id, client_id
    from earliest
    where not is_tied
    union all
    select event_id, loaded_on, activity_date, occurred_at, visitor_id, activity_id, client_id
    from tied
    where delivery_rank = 1

)

select
    firsts.event_id, firsts.loaded_on, firsts.activity_date, firsts.occurred_at,
    case when erased_visitors.visitor_id is null then firsts.visitor_id else {{ erased_visitor() }} end as visitor_id,
    firsts.activity_id, firsts.client_id
from firsts
left join kept
    on firsts.event_id = kept.event_id
left join erased_visitors
    on firsts.visitor_id = erased_visitors.visitor_id
where kept.event_id is null
