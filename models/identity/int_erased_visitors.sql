-- One row per visitor of nobody but people who must be forgotten: the day that its events stay counted from, under a collective key.
-- a view, for a table would keep the ids of people who must be forgotten
{{ config(materialized='view') }}

with

erased as (

    select * from {{ ref('int_erased_contacts') }}

),

identities as (

    select * from {{ ref('int_identity_periods') }}

)

select
    {{ contact_visitor('contact_id') }} as visitor_key,
    case when is_delivered then {{ always_from() }} else {{ always_until() }} end as known_from
from erased

union all

-- a device shared with somebody else keeps its id
select
    {{ anonymous_visitor('identities.anonymous_id') }} as visitor_key,
    coalesce(min(case when erased.is_delivered then identities.known_from end), {{ always_until() }}) as known_from
from identities
left join erased
    on identities.contact_id = erased.contact_id
group by identities.anonymous_id
having count(erased.contact_id) = count(*)
