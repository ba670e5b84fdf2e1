-- One row per contact to be forgotten, whatever the as-of date: each erased id, the contacts it was ever merged into, and theirs.
-- a view, for a table would keep the ids of people to be forgotten
{{ config(materialized=view_of_people()) }}

with

erasures as (

    select * from {{ ref('stg_erasures') }}
    where rejected_because is null

),

survivors as (select * from {{ ref('int_merge_periods') }}),

named_contacts as (

    select contact_id from erasures
    union
    select survivors.contact_id
    from erasures
    inner join survivors
        on erasures.contact_id = survivors.from_contact_id
    union
    -- the same person under an id that contacts does not know yet
    select survivors.end_contact_id
    from erasures
    inner join survivors
        on erasures.contact_id = survivors.from_contact_id
    where survivors.end_contact_id is not null

),

erased as (

    select contact_id from named_contacts
    union
    -- a contact that is known by now to be an erased one is the same person
    select survivors.from_contact_id
    from named_contacts
    inner join survivors
        on named_contacts.contact_id = survivors.contact_id
    where
        survivors.known_from <= {{ as_of() }}
        and survivors.known_until > {{ as_of() }}

)

select contact_id from erased
