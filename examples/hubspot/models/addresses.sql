-- One row per contact and e-mail address that it has or had, since when: what HubSpot's e-mail events are identified by.
{{ config(schema='hubspot_mapping') }}

with

contacts as (

    select * from {{ hubspot('contact') }}

),

changes as (

    select * from {{ hubspot('contact_property_history') }}
    where name = 'email'

),

changed as (

    select
        contact_id,
        {{ address('value') }} as address,
        min(cast(timestamp as timestamp)) as known_from
    from changes
    where value <> ''
    group by 1, 2

),

-- of an address without a history nothing is known but the contact's age
unchanged as (

    select
        contacts.id as contact_id,
        {{ address('contacts.property_email') }} as address,
        cast(contacts.property_createdate as timestamp) as known_from
    from contacts
    left join changed
        on contacts.id = changed.contact_id
        and {{ address('contacts.property_email') }} = changed.address
    where
        contacts.property_email <> ''
        and changed.contact_id is null

)

select * from changed
union all
select * from unchanged
