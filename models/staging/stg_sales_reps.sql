-- One row per delivered row of `sales_reps`: typed, with the reason if it cannot be used.
with

raw_sales_reps as (

    select * from {{ raw_table('sales_reps') }}

)

select
    raw_row_number,
    rep_id as row_id,
    rep_id,
    rep_name,
    territory,
    case when {{ is_whole('weekly_capacity') }} then {{ safe_decimal('weekly_capacity') }} end as weekly_capacity,
    coalesce(not {{ is_whole('weekly_capacity') }} and weekly_capacity is not null, false) as is_capacity_unreadable,
    {{ flag('active', blank=true, otherwise=false) }} as is_active,
    {{ unreadable_columns(whole=['weekly_capacity'], flags=['active']) }} as unreadable_columns,
    case
        when rep_id is null then 'no_rep_id'
    end as rejected_because
from raw_sales_reps
