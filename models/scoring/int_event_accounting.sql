-- One row per outcome of a delivered event row, in the order in which it is decided: how many rows.
with

deliveries as (

    select * from {{ ref('stg_events') }}

),

events as (

    select * from {{ ref('int_events') }}

),

owners as (

    select distinct visitor_key
    from {{ ref('int_visitor_owners') }}
    where
        known_from <= {{ as_of() }}
        and known_until > {{ as_of() }}

),

outcomes as (

    select
        case
            when events.activity_date > {{ as_of() }} then 'later_than_as_of'
            when owners.visitor_key is null then 'not_identified'
            else 'accepted'
        end as outcome,
        count(*) as event_rows
    from events
    left join owners
        on events.visitor_key = owners.visitor_key
    group by 1

)

select
    'rejected' as outcome,
    count(*) as event_rows
from deliveries
where rejected_because is not null

union all

select
    'duplicate' as outcome,
    cast(coalesce(sum(deliveries - 1), 0) as bigint) as event_rows
from events

union all

select
    outcome,
    event_rows
from outcomes
