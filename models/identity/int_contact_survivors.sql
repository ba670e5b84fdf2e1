-- One row per contact named in a merge and period of days: the contact that it is known as; nobody who must be forgotten.
with

periods as (

    select * from {{ ref('int_merge_periods') }}

),

erased as (

    select * from {{ ref('int_erased_contacts') }}

)

select
    periods.from_contact_id,
    periods.known_from,
    periods.known_until,
    periods.contact_id
from periods
left join erased as erased_from
    on periods.from_contact_id = erased_from.contact_id
left join erased as erased_into
    on periods.contact_id = erased_into.contact_id
where
    erased_from.contact_id is null
    and erased_into.contact_id is null
