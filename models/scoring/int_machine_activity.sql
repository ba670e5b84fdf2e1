-- One row per month, event type and machine rule: the events that earn nothing, and why.
-- depends_on: {{ ref('int_policy_problems') }}
with

activity as (

    select * from {{ ref('int_activity_daily') }}
    where activity_date <= {{ as_of() }}

),

machine_agents as (

    select * from {{ ref('int_machine_agents') }}

),

machine_traffic as (

    select * from {{ ref('machine_traffic') }}

)

select
    cast({{ dbt.date_trunc('month', 'activity.activity_date') }} as date) as activity_month,
    activity.event_type,
    machine_agents.machine_rule_id,
    machine_traffic.why,
    sum(activity.events) as events
from activity
inner join machine_agents
    on activity.event_type = machine_agents.event_type
    and activity.user_agent = machine_agents.user_agent
inner join machine_traffic
    on machine_agents.machine_rule_id = machine_traffic.rule_id
group by 1, 2, 3, 4
