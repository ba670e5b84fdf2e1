-- One row per account with leads today, attribute and value that one of its leads has.
with

contacts as (

    select * from {{ ref('int_contacts') }}
    where account_id is not null

),

attributes as (

    select * from {{ ref('int_lead_attributes') }}
    where
        as_of_date = {{ as_of() }}
        -- what names a person or a company is no trait
        and attribute not in ('full_name', 'email', 'phone', 'email_domain', 'account_name', 'domain')

),

trait_values as (

    select * from {{ ref('int_trait_values') }}

),

-- the leads of an account mostly say the same: fewer rows are left to look up
told as (

    select distinct
        contacts.account_id,
        attributes.attribute,
        attributes.value
    from attributes
    inner join contacts
        on attributes.contact_id = contacts.contact_id

)

select distinct
    told.account_id,
    told.attribute,
    trait_values.trait_value as value
from told
inner join trait_values
    on told.attribute = trait_values.attribute
    and told.value = trait_values.value
