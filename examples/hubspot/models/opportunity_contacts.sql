-- One row per deal that was not deleted and contact of it.
with

deals as (

    select * from {{ hubspot('deal') }}
    where not {{ is_true('is_deleted') }}

),

deal_contacts as (

    select distinct
        deal_id,
        contact_id
    from {{ hubspot('deal_contact') }}

)

select
    deals.deal_id as opportunity_id,
    deal_contacts.contact_id
from deals
inner join deal_contacts
    on deals.deal_id = deal_contacts.deal_id
