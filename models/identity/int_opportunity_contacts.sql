-- One row per opportunity and contact it belongs to, as known on the day before it was opened.
with

opportunities as (

    select
        people.opportunity_id,
        people.contact_id,
        opportunities.account_id,
        {{ days_after('opportunities.known_from', -1) }} as as_of_date
    from {{ ref('int_opportunity_people') }} as people
    inner join {{ ref('int_opportunities') }} as opportunities
        on people.opportunity_id = opportunities.opportunity_id
    where opportunities.known_from <= {{ as_of() }}

),

owners as (select * from {{ ref('int_identity_map') }}),

contact_accounts as (select * from {{ ref('int_contact_accounts') }})

-- two people of an opportunity may be known as one
select distinct
    opportunities.opportunity_id,
    owners.contact_id,
    opportunities.as_of_date
from opportunities
inner join owners
    on opportunities.contact_id = owners.source_contact_id
    and {{ known_on('owners', 'opportunities') }}

union all

select
    opportunities.opportunity_id,
    contact_accounts.contact_id,
    opportunities.as_of_date
from opportunities
inner join contact_accounts
    on opportunities.account_id = contact_accounts.account_id
    and {{ known_on('contact_accounts', 'opportunities') }}
where opportunities.contact_id = ''
