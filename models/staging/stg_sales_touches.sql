-- One row per delivered row of `sales_touches`: typed, with the reason if it cannot be used.
with

raw_sales_touches as (

    select * from {{ raw_table('sales_touches') }}

),

typed as (

    select
        raw_row_number,
        touch_id as row_id,
        touch_id,
        contact_id,
        rep_id,
        {{ safe_timestamp('touched_at') }} as touched_at,
        outcome,
        reason,
        rep_rating,
        {{ unreadable_columns(timestamps=['touched_at']) }} as unreadable_columns
    from raw_sales_touches

)

select
    *,
    case
        when touch_id is null then 'no_touch_id'
        when contact_id is null then 'no_contact_id'
        when touched_at is null then 'no_touched_at'
    end as rejected_because
from typed
