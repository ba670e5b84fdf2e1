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

clients as (select * from {{ ref('int_event_clients') }}),

machine_clients as (select * from {{ ref('int_machine_clients') }}),

machine_traffic as (select * from {{ ref('machine_traffic') }}),

days as (

    select
        client_id,
        cast({{ dbt.date_trunc('month', 'activity_date') }} as date) as activity_month,
        count(*) as events
    from events
    group by 1, 2

),

months as (

    select
        activity_month,
        sum(events) as month_events
    from days
    group by 1

)

select
    days.activity_month,
    clients.event_type,
    machine_clients.machine_rule_id,
    machine_traffic.why,
    months.month_events,
    sum(days.events) as events
from days
inner join machine_clients
    on days.client_id = machine_clients.client_id
inner join clients
    on days.client_id = clients.client_id
inner join machine_traffic
    on machine_clients.machine_rule_id = machine_traffic.rule_id
inner join months
    on days.activity_month = months.activity_month
group by 1, 2, 3, 4, 5
