-- One row per delivered row of `contact_merges`: typed, with the reason if it cannot be used.
with

raw_contact_merges as (

    select * from {{ raw_table('contact_merges') }}

),

typed as (

    select
        raw_row_number,
        merged_contact_id as row_id,
        merged_contact_id,
        contact_id,
        {{ safe_timestamp('merged_at') }} as merged_at,
        {{ unreadable_columns(timestamps=['merged_at']) }} as unreadable_columns
    from raw_contact_merges

)

select
    *,
    case
        when merged_contact_id is null then 'no_merged_contact_id'
        when contact_id is null then 'no_contact_id'
        when merged_at is null then 'no_merged_at'
    end as rejected_because
from typed
