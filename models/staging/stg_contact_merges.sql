-- One row per delivered row of `contact_merges`: typed, with the reason if it cannot be used.
with

raw_contact_merges as (

    select * from {{ raw_table('contact_merges', timestamps=['merged_at']) }}

)

select
    raw_row_number,
    merged_contact_id as row_id,
    merged_contact_id,
    contact_id,
    merged_at,
    {{ unreadable_columns(unread=['merged_at']) }} as unreadable_columns,
    case
        when merged_contact_id is null then 'no_merged_contact_id'
        when contact_id is null then 'no_contact_id'
        when merged_at_text is not null then 'unreadable_merged_at'
        when merged_at is null then 'no_merged_at'
    end as rejected_because
from raw_contact_merges
