-- One row per scoring moment: a contact and a date up to whose end things are known.
with

contacts as (

    select * from {{ ref('int_contacts') }}

),

erased as (

    select * from {{ ref('int_erased_contacts') }}

),

owners as (

    select * from {{ ref('int_visitor_owners') }}

),

journeys as (

    select distinct {{ journey_lead('journey_id') }} as contact_id from {{ ref('journeys') }}

),

dates as (

    {{ moment_dates() }}

),

moments as (

    select
        contacts.contact_id,
        dates.as_of_date,
        dates.is_today
    from contacts
    cross join dates

)

select
    moments.contact_id,
    moments.as_of_date,
    moments.is_today,
    false as is_journey
from moments
inner join contacts
    on moments.contact_id = contacts.contact_id
    and moments.as_of_date >= contacts.created_on
    and moments.as_of_date < coalesce(contacts.deleted_on, {{ always_until() }})
    and not contacts.is_do_not_score
-- a contact that is somebody else by then is not scored
inner join owners
    on moments.contact_id = owners.named_contact_id
    and moments.contact_id = owners.contact_id
    and {{ known_on('owners', 'moments') }}
left join erased
    on moments.contact_id = erased.contact_id
where erased.contact_id is null

union all

-- the policy's typical leads are scored by the same models and never published
select
    contact_id,
    {{ as_of() }} as as_of_date,
    false as is_today,
    true as is_journey
from journeys
