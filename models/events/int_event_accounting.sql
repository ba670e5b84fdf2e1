-- One row per outcome of a delivered event row, in the order in which it is decided: how many rows, how many match a rule.
with

days as (

    select coalesce(sum(delivered_rows), 0) as delivered_rows
    from {{ ref('int_event_days') }}

),

rejected as (

    select count(*) as event_rows
    from {{ ref('int_rejected_events') }}
    where rejected_because is not null

),

events as (select * from {{ ref('int_events') }}),

owners as (

    select distinct visitor_id
    from {{ ref('int_identity_map') }}
    where
        known_from <= {{ as_of() }}
        and known_until > {{ as_of() }}

),

matches as (

    select distinct classes.activity_id
    from {{ ref('int_activity_classes') }} as classes
    inner join {{ ref('int_signature_conditions') }} as conditions
        on classes.signature = conditions.signature
        and conditions.purpose = 'rule'

),

counted as (

    select
        count(*) as events,
        count(case when events.activity_date > {{ as_of() }} then 1 end) as later,
        count(case when events.activity_date <= {{ as_of() }} and owners.visitor_id is null then 1 end) as not_identified,
        count(case when events.activity_date <= {{ as_of() }} and owners.visitor_id is not null then 1 end) as accepted,
        count(case when events.activity_date <= {{ as_of() }} and owners.visitor_id is not null then matches.activity_id end) as matched
    from events
    left join owners
        on events.visitor_id = owners.visitor_id
    left join matches
        on events.activity_id = matches.activity_id

)

select
    'rejected' as outcome,
    event_rows,
    cast(null as bigint) as matched_rows
from rejected

union all

-- of the usable rows of an event the first counts, the others are duplicates
select
    'duplicate' as outcome,
    days.delivered_rows - rejected.event_rows - counted.events,
    null
from days
cross join rejected
cross join counted

union all

select 'later_than_as_of', later, null from counted

union all

select 'not_identified', not_identified, null from counted

union all

select 'accepted', accepted, matched from counted
