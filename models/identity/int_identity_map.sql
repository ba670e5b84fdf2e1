-- One row per visitor (a contact id or an anonymous id) and period of days: the contact of the feed that its events belong to.
-- depends_on: {{ ref('int_policy_problems') }}
with

contacts as (select * from {{ ref('int_contacts') }}),

erased as (select * from {{ ref('int_erased_contacts') }}),

known_identities as (select * from {{ ref('int_identity_periods') }}),

journeys as (

    select distinct {{ journey_lead('journey_id') }} as contact_id from {{ policy_seed('journeys') }}

),

merge_periods as (

    select merge_periods.*
    from {{ ref('int_merge_periods') }} as merge_periods
    left join erased
        on merge_periods.from_contact_id = erased.contact_id
    where erased.contact_id is null

),

contact_owners as (

    select
        merge_periods.from_contact_id,
        merge_periods.known_from,
        merge_periods.known_until,
        merge_periods.contact_id
    from merge_periods
    inner join contacts
        on merge_periods.contact_id = contacts.contact_id
    union all
    -- a contact that no merge names is itself
    select
        contacts.contact_id as from_contact_id,
        {{ always_from() }} as known_from,
        {{ always_until() }} as known_until,
        contacts.contact_id
    from contacts
    left join merge_periods
        on contacts.contact_id = merge_periods.from_contact_id
    where merge_periods.from_contact_id is null

)

select
    {{ contact_visitor('from_contact_id') }} as visitor_id,
    from_contact_id as source_contact_id,
    known_from,
    known_until,
    contact_id
from contact_owners

union all

select
    {{ anonymous_visitor('known_identities.anonymous_id') }} as visitor_id,
    null as source_contact_id,
    {{ shared_period('known_identities', 'contact_owners') }},
    contact_owners.contact_id
from known_identities
inner join contact_owners
    on known_identities.contact_id = contact_owners.from_contact_id
    and {{ periods_overlap('known_identities', 'contact_owners') }}

union all

select
    {{ contact_visitor('contact_id') }} as visitor_id,
    contact_id as source_contact_id,
    {{ always_from() }} as known_from,
    {{ always_until() }} as known_until,
    contact_id
from journeys
