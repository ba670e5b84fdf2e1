-- One row per contact, period with the same visitors that a moment asks for, and quarter with events: a number of all that was done.
with

wanted as (

    select distinct
        contact_id,
        owned_from,
        days_id
    from {{ ref('int_scorable_moments') }}

),

owners as (select * from {{ ref('int_identity_map') }}),

-- events of a typical lead move with the as-of date
done as (

    select
        visitor_id,
        cast({{ dbt.date_trunc('quarter', 'month_start') }} as date) as quarter_start,
        number
    from {{ ref('int_visitor_months') }}
    union all
    select
        visitor_id,
        cast({{ dbt.date_trunc('quarter', 'activity_date') }} as date),
        {{ sum_of_numbers(hash_of(['activity_date', 'activity_id', 'client_id'])) }}
    from {{ ref('int_journey_events') }}
    group by 1, 2

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
        wanted.contact_id,
        wanted.owned_from,
        wanted.days_id,
        done.quarter_start,
        sum(done.number) as number
    from wanted
    inner join owners
        on wanted.contact_id = owners.contact_id
        and wanted.owned_from >= owners.known_from
        and wanted.owned_from < owners.known_until
    inner join done
        on owners.visitor_id = done.visitor_id
    group by 1, 2, 3, 4

)

select
    sums.contact_id,
    sums.owned_from,
    sums.days_id,
    sums.quarter_start,
    {{ hash_of(['sums.days_id', 'sums.quarter_start', 'sums.number', 'classes.number', engine_fingerprint()]) }} as days_number
from sums
cross join classes
