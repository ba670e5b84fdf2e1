-- One row per month, event type and machine rule: the events that earn nothing, and why.
-- depends_on: {{ ref('int_policy_problems') }}
with

events as (

    select
        client_id,
        activity_date
    from {{ ref('int_events') }}
    where activity_date <= {{ as_of() }}

),

clients as (

    select * from {{ ref('int_event_clients') }}

),

machine_clients as (

    select * from {{ ref('int_machine_clients') }}

),

machine_traffic as (

    select * from {{ ref('machine_traffic') }}

),

days as (

    select
        machine_clients.client_id,
        machine_clients.machine_rule_id,
        events.activity_date,
        count(*) as events
    from events
    inner join machine_clients
        on events.client_id = machine_clients.client_id
    group by 1, 2, 3

)

select
    cast({{ dbt.date_trunc('month', 'days.activity_date') }} as date) as activity_month,
    clients.event_type,
    days.machine_rule_id,
    machine_traffic.why,
    sum(days.events) as events
from days
inner join clients
    on days.client_id = clients.client_id
inner join machine_traffic
    on days.machine_rule_id = machine_traffic.rule_id
group by 1, 2, 3, 4
