-- One row per contact who must be forgotten, whatever the as-of date: each erased id and all contacts it was ever merged into.
-- a view, for a table would keep the ids of people to be forgotten
{{ config(materialized=view_of_people()) }}

with

erasures as (

    select * from {{ ref('stg_erasures') }}
    where rejected_because is null

),

survivors as (select * from {{ ref('int_merge_periods') }}),

named_contacts as (

    select distinct
        case places.place
            when 1 then erasures.contact_id
            when 2 then survivors.contact_id
            -- the same person under an id that contacts does not know yet
            else survivors.end_contact_id
        end as contact_id
    from erasures
    left join survivors
        on erasures.contact_id = survivors.from_contact_id
    cross join (
        select 1 as place
        union all
        select 2
        union all
        select 3
    ) as places

),

erased as (

    select contact_id from named_contacts
    where contact_id is not null
    {{ union_distinct() }}
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
