-- One row per delivered row of `contact_attributes`: typed, with the reason if it cannot be used.
with

raw_contact_attributes as (

    select * from {{ raw_table('contact_attributes') }}

),

typed as (

    select
        raw_row_number,
        contact_id as row_id,
        contact_id,
        attribute,
        value,
        {{ safe_timestamp('known_from') }} as known_from,
        origin,
        {{ unreadable_columns(timestamps=['known_from']) }} as unreadable_columns
    from raw_contact_attributes

)

select
    *,
    case
        when contact_id is null then 'no_contact_id'
        when attribute is null then 'no_attribute'
        when known_from is null then 'no_known_from'
    end as rejected_because
from typed
