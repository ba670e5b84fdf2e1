-- One row per month, event type and machine rule: events of scanners, proxies and bots, which earn nothing, and why.
with

publication as (select * from {{ ref('int_publication') }}),

activity as (select * from {{ ref('int_machine_activity') }})

select
    cast(activity.activity_month as date) as activity_month,
    cast(activity.event_type as {{ dbt.type_string() }}) as event_type,
    cast(activity.machine_rule_id as {{ dbt.type_string() }}) as machine_rule_id,
    cast(activity.why as {{ dbt.type_string() }}) as why,
    cast(activity.events as bigint) as events,
    cast(publication.as_of_date as date) as as_of_date,
    cast(activity.month_events as bigint) as month_events
from activity
cross join publication
