-- One row per contact that is not on the call list and segment that it could be in: a state, or something that is missing.
with

work as (

    select * from {{ ref('int_lead_sales_status') }}
    where not is_on_call_list

),

sales_states as (select * from {{ ref('int_sales_states') }}),

contact_states as (select * from {{ ref('int_contact_states') }}),

gaps as (select * from {{ ref('int_lead_gaps') }}),

states as (

    select
        work.contact_id,
        work.is_waiting_for_capacity,
        work.is_being_worked,
        work.is_handed_over_lately,
        sales_states.has_open_opportunity,
        sales_states.is_customer,
        contact_states.is_refused_by_mailbox or contact_states.is_inactive as is_left_alone
    from work
    inner join sales_states
        on work.contact_id = sales_states.contact_id
        and work.as_of_date = sales_states.as_of_date
    inner join contact_states
        on work.contact_id = contact_states.contact_id

),

candidates as (

    select contact_id, 'waiting_for_capacity' as segment
    from states
    where is_waiting_for_capacity
    union all
    select contact_id, 'being_worked'
    from states
    where is_being_worked
    union all
    select contact_id, 'open_opportunity'
    from states
    where has_open_opportunity
    union all
    select contact_id, 'customer'
    from states
    where is_customer
    union all
    select contact_id, 'do_not_contact'
    from states
    where is_left_alone
    union all
    select contact_id, 'handed_over_lately'
    from states
    where is_handed_over_lately

)

select
    contact_id,
    segment,
    true as is_state,
    cast(0 as decimal(18, 3)) as missing_points
from candidates

union all

select
    work.contact_id,
    gaps.gap,
    false,
    gaps.points
from work
inner join gaps
    on work.contact_id = gaps.contact_id
