-- One row per opportunity opened up to the as-of date and lead that it belongs to, by the contact that the lead is known as then.
with

opportunities as (select * from {{ ref('int_opportunities') }}),

opportunity_contacts as (select * from {{ ref('int_opportunity_contacts') }}),

runs as (select * from {{ ref('int_run') }}),

owners as (select * from {{ ref('int_identity_map') }})

-- two contacts of one opportunity may be the same person by then
select distinct
    opportunities.opportunity_id,
    owners.contact_id as lead_id,
    opportunities.known_from as opened_on,
    opportunities.closed_on,
    coalesce(opportunities.result = 'won', false) as is_won
from opportunity_contacts
inner join opportunities
    on opportunity_contacts.opportunity_id = opportunities.opportunity_id
cross join runs
inner join owners
    on opportunity_contacts.contact_id = owners.source_contact_id
    and {{ known_on('owners', 'runs') }}
