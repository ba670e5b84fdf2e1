-- One row per delivered row of `customers`: typed, with the reason if it cannot be used.
with

raw_customers as (

    select * from {{ raw_table('customers') }}

),

typed as (

    select
        raw_row_number,
        account_id as row_id,
        account_id,
        {{ safe_timestamp('became_customer_at') }} as became_customer_at,
        {{ safe_timestamp('renewed_at') }} as renewed_at,
        {{ safe_timestamp('churned_at') }} as churned_at,
        {{ safe_decimal('revenue') }} as revenue,
        {{ unreadable_columns(amounts=['revenue'], timestamps=['became_customer_at', 'renewed_at', 'churned_at']) }} as unreadable_columns
    from raw_customers

)

select
    *,
    case
        when account_id is null then 'no_account_id'
    end as rejected_because
from typed
