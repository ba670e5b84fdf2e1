-- One row per delivered row of `identities`: typed, with the reason if it cannot be used.
with

raw_identities as (

    select * from {{ raw_table('identities', timestamps=['identified_at']) }}

)

select
    raw_row_number,
    anonymous_id as row_id,
    anonymous_id,
    contact_id,
    identified_at,
    {{ unreadable_columns(unread=['identified_at']) }} as unreadable_columns,
    case
        when anonymous_id is null then 'no_anonymous_id'
        when contact_id is null then 'no_contact_id'
        when identified_at_text is not null then 'unreadable_identified_at'
        when identified_at is null then 'no_identified_at'
    end as rejected_because
from raw_identities
