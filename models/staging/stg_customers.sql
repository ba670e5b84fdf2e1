-- One row per delivered row of `customers`: typed, with the reason if it cannot be used.
with

raw_customers as (

    select * from {{ raw_table('customers', timestamps=['became_customer_at', 'renewed_at', 'churned_at']) }}

)

select
    raw_row_number,
    account_id as row_id,
    account_id,
    became_customer_at,
    renewed_at,
    churned_at,
    {{ safe_decimal('revenue') }} as revenue,
    revenue as revenue_text,
    {{ unreadable_columns(amounts=['revenue'], unread=['became_customer_at', 'renewed_at', 'churned_at']) }} as unreadable_columns,
    case
        when account_id is null then 'no_account_id'
    end as rejected_because
from raw_customers
