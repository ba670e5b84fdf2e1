-- One row per client that is a machine: the rule of machine_traffic that says so (the first by id).
-- depends_on: {{ ref('int_policy_problems') }}
with

clients as (

    select
        client_id,
        event_type,
        user_agent
    from {{ ref('int_event_clients') }}
    {{ union_distinct() }}
    select
        client_id,
        event_type,
        user_agent
    from {{ ref('int_journey_events') }}

),

plain_clients as (

    select
        client_id,
        event_type,
        -- an unknown user agent is matched as an empty one
        {{ plain_text("coalesce(user_agent, '')") }} as plain_agent
    from clients

),

machine_traffic as (select * from {{ policy_seed('machine_traffic') }}),

patterns as (

    select
        rule_id,
        event_type,
        {{ alternatives("coalesce(pattern, '%')") }} as pattern
    from machine_traffic{{ each_alternative("coalesce(pattern, '%')") }}

),

plain_patterns as (

    select
        rule_id,
        event_type,
        {{ plain_text('pattern') }} as plain_pattern
    from patterns

)

select
    plain_clients.client_id,
    min(plain_patterns.rule_id) as machine_rule_id
from plain_clients
inner join plain_patterns
    on (plain_patterns.event_type is null or plain_clients.event_type = plain_patterns.event_type)
    and {{ is_like('plain_clients.plain_agent', 'plain_patterns.plain_pattern') }}
where plain_patterns.plain_pattern <> ''
group by plain_clients.client_id
