-- One row per delivered row of `erasures`: typed, with the reason if it cannot be used.
with

raw_erasures as (

    select * from {{ raw_table('erasures', timestamps=['requested_at']) }}

)

select
    raw_row_number,
    contact_id as row_id,
    contact_id,
    requested_at,
    {{ unreadable_columns(unread=['requested_at']) }} as unreadable_columns,
    case
        when contact_id is null then 'no_contact_id'
    end as rejected_because
from raw_erasures
