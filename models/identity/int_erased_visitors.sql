-- One row per visitor of a person who must be forgotten: the collective key under which its events are still counted.
-- a view, for a table would keep the ids of people who must be forgotten
{{ config(materialized='view') }}

with

erased as (

    select * from {{ ref('int_erased_contacts') }}

),

delivered_contacts as (

    select distinct contact_id from {{ ref('stg_contacts') }}
    where rejected_because is null

),

identities as (

    select
        *,
        row_number() over (partition by anonymous_id order by identified_at desc, contact_id desc) as newness,
        min(cast(identified_at as date)) over (partition by anonymous_id) as known_from
    from {{ ref('stg_identities') }}
    where rejected_because is null

)

select
    {{ contact_visitor('erased.contact_id') }} as visitor_key,
    case when delivered_contacts.contact_id is null then {{ always_until() }} else {{ always_from() }} end as known_from
from erased
left join delivered_contacts
    on erased.contact_id = delivered_contacts.contact_id

union all

select
    {{ anonymous_visitor('identities.anonymous_id') }} as visitor_key,
    identities.known_from
from identities
inner join erased
    on identities.contact_id = erased.contact_id
where identities.newness = 1
