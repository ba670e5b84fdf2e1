-- One row per Salesforce account that was not deleted.
with

accounts as (

    select * from {{ delivered('salesforce', 'account') }}
    where not {{ is_true('is_deleted') }}

)

select
    {{ id18('id') }} as account_id,
    name as account_name,
    -- https://www.acme.example/es → acme.example
    lower(replace(split_part(replace(replace(website, 'https://', ''), 'http://', ''), '/', 1), 'www.', '')) as domain,
    lower(industry) as industry,
    number_of_employees as employee_count,
    annual_revenue,
    created_date as created_at
from accounts
