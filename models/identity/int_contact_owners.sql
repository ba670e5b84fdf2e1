-- One row per contact id and period of days: the contact of the feed that it is known as; nobody who must be forgotten.
with

contacts as (select * from {{ ref('int_contacts') }}),

erased as (select * from {{ ref('int_erased_contacts') }}),

merge_periods as (

    select merge_periods.*
    from {{ ref('int_merge_periods') }} as merge_periods
    left join erased
        on merge_periods.from_contact_id = erased.contact_id
    where erased.contact_id is null

)

select
    merge_periods.from_contact_id,
    merge_periods.known_from,
    merge_periods.known_until,
    merge_periods.contact_id
from merge_periods
inner join contacts
    on merge_periods.contact_id = contacts.contact_id

union all

-- who is named in no merge is nobody else
select
    contacts.contact_id as from_contact_id,
    {{ always_from() }} as known_from,
    {{ always_until() }} as known_until,
    contacts.contact_id
from contacts
left join merge_periods
    on contacts.contact_id = merge_periods.from_contact_id
where merge_periods.from_contact_id is null
