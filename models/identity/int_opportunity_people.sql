-- One row per opportunity and contact named on one of its rows or in `opportunity_contacts`; '' = everybody at its account.
with

opportunities as (

    select * from {{ ref('stg_opportunities') }}
    where rejected_because is null

),

opportunity_contacts as (

    select * from {{ ref('stg_opportunity_contacts') }}
    where rejected_because is null

),

erased as (select * from {{ ref('int_erased_contacts') }}),

named as (

    select
        opportunity_id,
        contact_id
    from opportunities
    where contact_id is not null
    {{ union_distinct() }}
    select
        opportunities.opportunity_id,
        opportunity_contacts.contact_id
    from opportunities
    inner join opportunity_contacts
        on opportunities.opportunity_id = opportunity_contacts.opportunity_id

)

-- of an opportunity that names nobody but people to be forgotten nothing is left
select
    named.opportunity_id,
    named.contact_id
from named
left join erased
    on named.contact_id = erased.contact_id
where erased.contact_id is null

union all

-- the account counts only where no contact is named
select distinct
    opportunities.opportunity_id,
    '' as contact_id
from opportunities
left join named
    on opportunities.opportunity_id = named.opportunity_id
where named.opportunity_id is null
