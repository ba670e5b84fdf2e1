-- One row per contact and period with the same visitors, class of activities, and day: what people, no machines, did. Quarters are kept.
{{ config(
    materialized='incremental', incremental_strategy=adding_rows(), on_schema_change='fail',
    pre_hook='{{ forget_changed_quarters(this) }}'
) }}

with

-- made from the very same by an earlier run
kept as (
    {{ select_kept_values('days_number', 'bigint') }}
),

quarters as (

    select quarters.*
    from {{ ref('int_contact_quarters') }} as quarters
    left join kept
        on quarters.days_number = kept.days_number
    where kept.days_number is null

),

visitors as (

    select
        owners.visitor_id,
        quarters.days_id,
        quarters.days_number,
        quarters.quarter_start
    from quarters
    inner join {{ ref('int_identity_map') }} as owners
        on quarters.contact_id = owners.contact_id
        and quarters.owned_from >= owners.known_from
        and quarters.owned_from < owners.known_until

),

events as (

    select visitor_id, activity_date, occurred_at, activity_id, client_id from {{ ref('int_events') }}
    union all
    select visitor_id, activity_date, cast(activity_date as timestamp) as occurred_at, activity_id, client_id
    from {{ ref('int_journey_events') }}

),

classes as (select * from {{ ref('int_activity_classes') }}),

machine_clients as (select * from {{ ref('int_machine_clients') }})

select
    visitors.days_id,
    visitors.days_number,
    classes.class_id,
    events.activity_date,
    count(*) as events,
    sum(classes.quantity) as quantity,
    max(events.occurred_at) as last_activity_at
from visitors
inner join events
    on visitors.visitor_id = events.visitor_id
    and visitors.quarter_start = cast({{ dbt.date_trunc('quarter', 'events.activity_date') }} as date)
inner join classes
    on events.activity_id = classes.activity_id
left join machine_clients
    on events.client_id = machine_clients.client_id
where machine_clients.client_id is null
group by 1, 2, 3, 4
