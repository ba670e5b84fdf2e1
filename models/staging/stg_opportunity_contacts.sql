-- One row per delivered row of `opportunity_contacts`: typed, with the reason if it cannot be used.
with

raw_opportunity_contacts as (

    select * from {{ raw_table('opportunity_contacts') }}

)

select
    raw_row_number,
    opportunity_id as row_id,
    opportunity_id,
    contact_id,
    role,
    is_primary,
    {{ unreadable_columns() }} as unreadable_columns,
    case
        when opportunity_id is null then 'no_opportunity_id'
        when contact_id is null then 'no_contact_id'
    end as rejected_because
from raw_opportunity_contacts
