-- One row per month, event type and machine rule: events of scanners, proxies and bots, which earn nothing, and why.
with

publication as (select * from {{ ref('int_publication') }}),

events as (

    select
        client_id,
        activity_date
    from {{ ref('int_events') }}
    where activity_date <= {{ as_of() }}

),

clients as (select * from {{ ref('int_event_clients') }}),

machine_clients as (select * from {{ ref('int_machine_clients') }}),

machine_traffic as (select * from {{ policy_seed('machine_traffic') }}),

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
    cast(days.activity_month as date) as activity_month,
    cast(clients.event_type as {{ type_text() }}) as event_type,
    cast(machine_clients.machine_rule_id as {{ type_text() }}) as machine_rule_id,
    cast(machine_traffic.why as {{ type_text() }}) as why,
    cast(sum(days.events) as bigint) as events,
    cast(publication.as_of_date as date) as as_of_date,
    cast(months.month_events as bigint) as month_events
from days
inner join machine_clients
    on days.client_id = machine_clients.client_id
inner join clients
    on days.client_id = clients.client_id
inner join machine_traffic
    on machine_clients.machine_rule_id = machine_traffic.rule_id
inner join months
    on days.activity_month = months.activity_month
cross join publication
group by 1, 2, 3, 4, 6, 7
