-- One row per delivered row of `accounts`: typed, with the reason if it cannot be used.
-- the policy says which attributes are numbers (attribute_types): they stay text here
with

raw_accounts as (

    select * from {{ raw_table('accounts', timestamps=['created_at']) }}

)

select
    raw_row_number,
    account_id as row_id,
    account_id,
    account_name,
    domain,
    industry,
    business_model,
    company_type,
    employee_count,
    annual_revenue,
    technologies,
    created_at,
    {{ unreadable_columns(attributes=['employee_count', 'annual_revenue'], unread=['created_at']) }} as unreadable_columns,
    case
        when account_id is null then 'no_account_id'
    end as rejected_because
from raw_accounts
