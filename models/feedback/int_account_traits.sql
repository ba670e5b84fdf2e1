-- One row per account with leads today, attribute and value that one of its leads has.
with

contacts as (

    select * from {{ ref('int_contacts') }}
    where account_id is not null

),

attributes as (

    select * from {{ ref('int_lead_attributes') }}
    where as_of_date = {{ as_of() }}

),

trait_values as (

    select * from {{ ref('int_trait_values') }}
    -- what names the account itself is no trait of it
    where attribute not in ('email_domain', 'account_name', 'domain')

)

select distinct
    contacts.account_id,
    attributes.attribute,
    trait_values.trait_value as value
from attributes
inner join trait_values
    on attributes.attribute = trait_values.attribute
    and attributes.value = trait_values.value
inner join contacts
    on attributes.contact_id = contacts.contact_id
