-- One row per delivered row of `identities`: typed, with the reason if it cannot be used.
with

raw_identities as (

    select * from {{ raw_table('identities') }}

),

typed as (

    select
        raw_row_number,
        anonymous_id as row_id,
        anonymous_id,
        contact_id,
        {{ safe_timestamp('identified_at') }} as identified_at,
        {{ unreadable_columns(timestamps=['identified_at']) }} as unreadable_columns
    from raw_identities

)

select
    *,
    case
        when anonymous_id is null then 'no_anonymous_id'
        when contact_id is null then 'no_contact_id'
        when identified_at is null then 'no_identified_at'
    end as rejected_because
from typed
