-- One row per visitor that belongs only to people who must be forgotten: its events are still counted, as nobody's.
-- a table, for every kept table is cleared by it: it holds numbers, from which no id can be read
with

erased as (select * from {{ ref('int_erased_contacts') }}),

identities as (select * from {{ ref('int_identity_periods') }})

select {{ contact_visitor('contact_id') }} as visitor_id
from erased

union all

-- a device shared with somebody else keeps its number
select {{ anonymous_visitor('identities.anonymous_id') }} as visitor_id
from identities
left join erased
    on identities.contact_id = erased.contact_id
group by identities.anonymous_id
having count(erased.contact_id) = count(*)
