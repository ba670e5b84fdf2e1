-- One row per delivered row of `accounts`: typed, with the reason if it cannot be used.
with

raw_accounts as (

    select * from {{ raw_table('accounts') }}

),

typed as (

    select
        raw_row_number,
        account_id as row_id,
        account_id,
        account_name,
        domain,
        industry,
        business_model,
        company_type,
        case when {{ safe_number('employee_count') }} is not null then employee_count end as employee_count,
        case when {{ safe_number('annual_revenue') }} is not null then annual_revenue end as annual_revenue,
        technologies,
        {{ safe_timestamp('created_at') }} as created_at,
        {{ unreadable_columns(numbers=['employee_count', 'annual_revenue'], timestamps=['created_at']) }} as unreadable_columns
    from raw_accounts

)

select
    *,
    case
        when account_id is null then 'no_account_id'
    end as rejected_because
from typed
