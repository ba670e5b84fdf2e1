-- One row per scoring moment, day, activity and machine rule (blank = a person): events of the lead as known at the moment.
with

moments as (

    select * from {{ ref('int_scoring_moments') }}

),

owners as (

    select * from {{ ref('int_visitor_owners') }}

),

activity as (

    select * from {{ ref('int_activity_daily') }}

),

machine_agents as (

    select * from {{ ref('int_machine_agents') }}

)

select
    moments.contact_id,
    moments.as_of_date,
    activity.activity_date,
    activity.activity_key,
    coalesce(machine_agents.machine_rule_id, '') as machine_rule_id,
    sum(activity.events) as events
from moments
inner join owners
    on moments.contact_id = owners.contact_id
    and {{ known_on('owners', 'moments') }}
inner join activity
    on owners.visitor_key = activity.visitor_key
    and activity.activity_date <= moments.as_of_date
left join machine_agents
    on activity.event_type = machine_agents.event_type
    and activity.user_agent = machine_agents.user_agent
group by 1, 2, 3, 4, 5
