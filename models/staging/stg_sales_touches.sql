-- One row per delivered row of `sales_touches`: typed, with the reason if it cannot be used.
with

raw_sales_touches as (

    select * from {{ raw_table('sales_touches', timestamps=['touched_at']) }}

)

select
    raw_row_number,
    touch_id as row_id,
    touch_id,
    contact_id,
    rep_id,
    touched_at,
    outcome,
    reason,
    rep_rating,
    {{ unreadable_columns(unread=['touched_at']) }} as unreadable_columns,
    case
        when touch_id is null then 'no_touch_id'
        when contact_id is null then 'no_contact_id'
        when touched_at_text is not null then 'unreadable_touched_at'
        when touched_at is null then 'no_touched_at'
    end as rejected_because
from raw_sales_touches
