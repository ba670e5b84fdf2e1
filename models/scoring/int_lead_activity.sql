-- One row per scoring moment, day, activity and machine rule (blank = a person): events of the lead as known at the moment.
with

moments as (

    select * from {{ ref('int_scoring_moments') }}

),

owners as (

    select * from {{ ref('int_visitor_owners') }}

),

machine_agents as (

    select * from {{ ref('int_machine_agents') }}

),

journey_events as (

    select * from {{ ref('int_journey_events') }}

),

activity as (

    select
        visitor_key,
        activity_date,
        activity_key,
        event_type,
        user_agent,
        events
    from {{ ref('int_activity_daily') }}
    union all
    select
        visitor_key,
        activity_date,
        activity_key,
        event_type,
        coalesce(user_agent, '') as user_agent,
        1 as events
    from journey_events

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
    and moments.as_of_date >= activity.activity_date
left join machine_agents
    on activity.event_type = machine_agents.event_type
    and activity.user_agent = machine_agents.user_agent
group by 1, 2, 3, 4, 5
