-- One row per delivered row of `contact_attributes`: typed, with the reason if it cannot be used.
with

raw_contact_attributes as (

    select * from {{ raw_table('contact_attributes', timestamps=['known_from']) }}

)

select
    raw_row_number,
    contact_id as row_id,
    contact_id,
    attribute,
    value,
    known_from,
    origin,
    {{ unreadable_columns(unread=['known_from']) }} as unreadable_columns,
    case
        when contact_id is null then 'no_contact_id'
        when attribute is null then 'no_attribute'
        when known_from_text is not null then 'unreadable_known_from'
        when known_from is null then 'no_known_from'
    end as rejected_because
from raw_contact_attributes
