-- One row per event type and user agent that is a machine's: the rule of machine_traffic that says so (the first by id).
-- depends_on: {{ ref('int_policy_problems') }}
with

activity as (

    select event_type, user_agent
    from {{ ref('int_activity_daily') }}
    union
    select event_type, coalesce(user_agent, '') as user_agent
    from {{ ref('int_journey_events') }}

),

machine_traffic as (

    select * from {{ ref('machine_traffic') }}

),

patterns as (

    select
        rule_id,
        event_type,
        {{ alternatives("coalesce(pattern, '%')") }} as pattern
    from machine_traffic

)

select
    activity.event_type,
    activity.user_agent,
    min(patterns.rule_id) as machine_rule_id
from activity
inner join patterns
    on (patterns.event_type is null or activity.event_type = patterns.event_type)
    and {{ plain_text('activity.user_agent') }} like {{ plain_text('patterns.pattern') }}
where {{ plain_text('patterns.pattern') }} <> ''
group by 1, 2
