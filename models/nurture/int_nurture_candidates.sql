-- One row per contact that is not on the call list and segment that it could be in: a state, or something that is missing.
with

work as (

    select * from {{ ref('int_lead_sales_status') }}
    where not is_on_call_list

),

sales_states as (select * from {{ ref('int_sales_states') }}),

contacts as (select * from {{ ref('int_contacts') }}),

email_states as (

    select * from {{ ref('int_lead_attributes') }}
    where attribute = 'email_status'

),

settings as (select * from {{ ref('int_settings') }}),

gaps as (select * from {{ ref('int_lead_gaps') }}),

own_activity as (

    select
        contact_id,
        max(last_activity_date) as last_own_activity_date
    from {{ ref('int_lead_last_days') }}
    where not is_passive and as_of_date = {{ as_of() }}
    group by 1

),

-- a lead created recently cannot be inactive yet
last_signs as (

    select
        contacts.contact_id,
        {{ greatest_of('contacts.created_on', 'coalesce(own_activity.last_own_activity_date, contacts.created_on)') }} as last_sign_date
    from contacts
    left join own_activity
        on contacts.contact_id = own_activity.contact_id

),

silences as (

    select
        contact_id,
        {{ time_between('last_sign_date', as_of(), 'day') }} as silent_days
    from last_signs

),

states as (

    select
        work.contact_id,
        work.is_waiting_for_capacity,
        work.is_being_worked,
        work.is_handed_over_lately,
        sales_states.has_open_opportunity,
        sales_states.is_customer,
        {{ is_refused_by_mailbox('email_states.value') }}
        or coalesce(silences.silent_days > settings.inactive_after_days, false) as is_left_alone
    from work
    cross join settings
    inner join sales_states
        on work.contact_id = sales_states.contact_id
        and work.as_of_date = sales_states.as_of_date
    inner join silences
        on work.contact_id = silences.contact_id
    left join email_states
        on work.contact_id = email_states.contact_id
        and work.as_of_date = email_states.as_of_date

),

candidates as (

    select contact_id, 'waiting_for_capacity' as segment from states
    where is_waiting_for_capacity
    union all
    select contact_id, 'being_worked' from states
    where is_being_worked
    union all
    select contact_id, 'open_opportunity' from states
    where has_open_opportunity
    union all
    select contact_id, 'customer' from states
    where is_customer
    union all
    select contact_id, 'do_not_contact' from states
    where is_left_alone
    union all
    select contact_id, 'handed_over_lately' from states
    where is_handed_over_lately

)

select
    contact_id,
    segment,
    true as is_state,
    cast(0 as {{ type_decimal(18, 3) }}) as missing_points
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
