-- One row per moment at which a contact could be scored and event of it as known then: time, what was done, machine rule (null = a person).
-- a view, because a table would be many times as large as the events
{{ config(materialized='view') }}

with

moments as (select * from {{ ref('int_scorable_moments') }}),

owners as (select * from {{ ref('int_identity_map') }}),

machine_clients as (select * from {{ ref('int_machine_clients') }}),

events as (

    select event_id, visitor_id, activity_date, occurred_at, activity_id, client_id from {{ ref('int_events') }}
    union all
    select
        journey_id || ' ' || step as event_id,
        visitor_id,
        activity_date,
        cast(activity_date as timestamp) as occurred_at,
        activity_id,
        client_id
    from {{ ref('int_journey_events') }}

)

select
    moments.contact_id,
    moments.as_of_date,
    moments.moment_id,
    moments.is_scored,
    moments.is_counted,
    events.event_id,
    events.activity_date,
    events.occurred_at,
    events.activity_id,
    machine_clients.machine_rule_id
from moments
inner join owners
    on moments.contact_id = owners.contact_id
    and {{ known_on('owners', 'moments') }}
inner join events
    on owners.visitor_id = events.visitor_id
    and moments.as_of_date >= events.activity_date
left join machine_clients
    on events.client_id = machine_clients.client_id
