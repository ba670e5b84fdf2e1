-- One row per account with leads today, attribute and value that one of its leads has.
with

moments as (

    select * from {{ ref('int_scoring_moments') }}
    where is_today

),

contacts as (

    select * from {{ ref('int_contacts') }}
    where account_id is not null

),

attributes as (

    select * from {{ ref('int_lead_attributes') }}
    -- what names a person or a company is no trait
    where attribute not in ('full_name', 'email', 'phone', 'email_domain', 'account_name', 'domain')

),

trait_values as (

    select * from {{ ref('int_trait_values') }}

)

select distinct
    contacts.account_id,
    attributes.attribute,
    trait_values.trait_value as value
from moments
inner join contacts
    on moments.contact_id = contacts.contact_id
inner join attributes
    on moments.contact_id = attributes.contact_id
    and moments.as_of_date = attributes.as_of_date
inner join trait_values
    on attributes.attribute = trait_values.attribute
    and attributes.value = trait_values.value
