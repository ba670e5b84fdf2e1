-- One row per delivered row of `sales_reps`: typed, with the reason if it cannot be used.
with

raw_sales_reps as (

    select * from {{ raw_table('sales_reps') }}

),

typed as (

    select
        raw_row_number,
        rep_id as row_id,
        rep_id,
        rep_name,
        territory,
        {{ safe_decimal('weekly_capacity') }} as weekly_capacity,
        {{ flag('active', blank=true) }} as is_active,
        {{ unreadable_columns(amounts=['weekly_capacity']) }} as unreadable_columns
    from raw_sales_reps

)

select
    *,
    case
        when rep_id is null then 'no_rep_id'
    end as rejected_because
from typed
