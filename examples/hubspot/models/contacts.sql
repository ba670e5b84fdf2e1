-- One row per HubSpot contact, deleted and merged ones too: lead_scoring decides from the dates who is scored.
with

contacts as (

    select * from {{ hubspot('contact') }}

)

select
    id as contact_id,
    property_associatedcompanyid as account_id,
    trim(coalesce(property_firstname, '') || ' ' || coalesce(property_lastname, '')) as full_name,
    {{ address('property_email') }} as email,
    property_phone as phone,
    property_jobtitle as job_title,
    property_country as country,
    property_state as region,
    property_city as city,
    lower(property_hs_analytics_source) as lead_source,
    property_hs_analytics_source_data_1 as campaign,
    property_createdate as created_at,
    property_lastmodifieddate as updated_at,
    -- when it was deleted nobody wrote down; the sync that no longer found it comes close
    case when {{ is_true('_fivetran_deleted') }} then _fivetran_synced end as deleted_at,
    property_hubspot_owner_id as owner_id,
    case when {{ address('property_email') }} like '%@{{ var("own_email_domain") }}' then 'true' end as do_not_score
from contacts
