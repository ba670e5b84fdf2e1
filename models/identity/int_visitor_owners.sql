-- One row per visitor (a contact id or an anonymous id) and period of days: the contact of the feed that its events belong to.
-- depends_on: {{ ref('int_policy_problems') }}
with

contact_owners as (select * from {{ ref('int_contact_owners') }}),

known_identities as (select * from {{ ref('int_identity_periods') }}),

journeys as (

    select distinct {{ journey_lead('journey_id') }} as contact_id from {{ ref('journeys') }}

)

select
    {{ contact_visitor('from_contact_id') }} as visitor_id,
    from_contact_id as named_contact_id,
    known_from,
    known_until,
    contact_id
from contact_owners

union all

select
    {{ anonymous_visitor('known_identities.anonymous_id') }} as visitor_id,
    null as named_contact_id,
    {{ shared_period('known_identities', 'contact_owners') }},
    contact_owners.contact_id
from known_identities
inner join contact_owners
    on known_identities.contact_id = contact_owners.from_contact_id
    and {{ periods_overlap('known_identities', 'contact_owners') }}

union all

select
    {{ contact_visitor('contact_id') }} as visitor_id,
    contact_id as named_contact_id,
    {{ always_from() }} as known_from,
    {{ always_until() }} as known_until,
    contact_id
from journeys
