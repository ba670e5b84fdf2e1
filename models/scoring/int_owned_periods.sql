-- One row per contact and period in which the same visitors were its own: the id of their days, a number of all that they are made from.
with

owners as (select * from {{ ref('int_identity_map') }}),

starts as (

    select contact_id, known_from as owned_from
    from owners
    {{ union_distinct() }}
    select contact_id, known_until
    from owners
    where known_until < {{ always_until() }}

),

periods as (

    select
        contact_id,
        owned_from,
        coalesce(lead(owned_from) over (partition by contact_id order by owned_from), {{ always_until() }}) as owned_until
    from starts

),

-- events of a typical lead move with the as-of date
visitors as (

    select visitor_id, sum(number) as number
    from {{ ref('int_visitor_months') }}
    group by 1
    union all
    select visitor_id, {{ sum_of_numbers(hash_of(['activity_date', 'activity_id', 'client_id'])) }}
    from {{ ref('int_journey_events') }}
    group by 1

),

-- what tells classes of activities apart, and people from machines
classes as (

    select {{ sum_of_numbers('class_number') }} as number
    from (
        select {{ hash_of(['purpose', 'condition_id', 'role', 'roles', 'pattern_id']) }} as class_number
        from {{ ref('int_activity_patterns') }}
        union all
        select {{ hash_of(['seed_name', 'line_number', 'column_name', 'value']) }}
        from {{ ref('int_policy_cells') }}
        where seed_name in ('behaviours', 'interest_resets', 'machine_traffic', 'passive_event_types')
    ) as class_numbers

),

sums as (

    select
        periods.contact_id,
        periods.owned_from,
        periods.owned_until,
        sum(visitors.number) as number
    from periods
    left join owners
        on periods.contact_id = owners.contact_id
        and owners.known_from <= periods.owned_from
        and periods.owned_from < owners.known_until
    left join visitors
        on owners.visitor_id = visitors.visitor_id
    group by 1, 2, 3

)

select
    sums.contact_id,
    sums.owned_from,
    sums.owned_until,
    {{ hash_of(['sums.contact_id', 'sums.owned_from']) }} as days_id,
    {{ hash_of(['sums.contact_id', 'sums.owned_from', 'sums.number', 'classes.number', engine_fingerprint()]) }} as days_number
from sums
cross join classes
