-- One row per delivered row of `erasures`: typed, with the reason if it cannot be used.
with

raw_erasures as (

    select * from {{ raw_table('erasures') }}

),

typed as (

    select
        raw_row_number,
        contact_id as row_id,
        contact_id,
        {{ safe_timestamp('requested_at') }} as requested_at,
        {{ unreadable_columns(timestamps=['requested_at']) }} as unreadable_columns
    from raw_erasures

)

select
    *,
    case
        when contact_id is null then 'no_contact_id'
    end as rejected_because
from typed
