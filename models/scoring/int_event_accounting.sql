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

counted as (

    select
        coalesce(sum(events.deliveries - 1), 0) as duplicates,
        count(case when events.activity_date > {{ as_of() }} then 1 end) as later,
        count(case when events.activity_date <= {{ as_of() }} and owners.visitor_key is null then 1 end) as not_identified,
        count(case when events.activity_date <= {{ as_of() }} and owners.visitor_key is not null then 1 end) as accepted
    from events
    left join owners
        on events.visitor_key = owners.visitor_key

)

select
    'rejected' as outcome,
    count(*) as event_rows
from deliveries
where rejected_because is not null

union all

select 'duplicate', duplicates from counted

union all

select 'later_than_as_of', later from counted

union all

select 'not_identified', not_identified from counted

union all

select 'accepted', accepted from counted
