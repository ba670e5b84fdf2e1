-- One row per HubSpot company that was not deleted.
with

companies as (

    select * from {{ hubspot('company') }}
    where not {{ is_true('is_deleted') }}

)

select
    id as account_id,
    property_name as account_name,
    property_domain as domain,
    -- TRANSPORTATION_TRUCKING_RAILROAD reads like the rules' patterns once it is words
    lower(replace(property_industry, '_', ' ')) as industry,
    property_numberofemployees as employee_count,
    property_annualrevenue as annual_revenue,
    replace(property_web_technologies, ';', '|') as technologies,
    property_createdate as created_at
from companies
