-- One row per Salesforce lead and per contact, converted, merged and deleted ones too: lead_scoring decides from the dates who is scored.
with

leads as (

    select * from {{ delivered('salesforce', 'lead') }}

),

contacts as (

    select * from {{ delivered('salesforce', 'contact') }}

)

select
    {{ id18('id') }} as contact_id,
    -- a lead's company is a text: it has no account before it is converted
    null as account_id,
    {{ whole_name('first_name', 'last_name') }} as full_name,
    {{ address('email') }} as email,
    phone,
    title as job_title,
    null as department,
    country,
    state as region,
    city,
    lower(lead_source) as lead_source,
    case
        when {{ is_true('has_opted_out_of_email') }} then 'unsubscribed'
        when email_bounced_date <> '' then 'bounced'
    end as email_status,
    created_date as created_at,
    last_modified_date as updated_at,
    -- when it was deleted nobody wrote down; the sync that found it deleted comes close
    case when {{ is_true('is_deleted') }} then _fivetran_synced end as deleted_at,
    {{ id18('owner_id') }} as owner_id,
    {{ colleague('email') }} as do_not_score
from leads

union all

select
    {{ id18('id') }} as contact_id,
    {{ id18('account_id') }} as account_id,
    {{ whole_name('first_name', 'last_name') }} as full_name,
    {{ address('email') }} as email,
    phone,
    title as job_title,
    department,
    mailing_country as country,
    mailing_state as region,
    mailing_city as city,
    lower(lead_source) as lead_source,
    case
        when {{ is_true('has_opted_out_of_email') }} then 'unsubscribed'
        when email_bounced_date <> '' then 'bounced'
    end as email_status,
    created_date as created_at,
    last_modified_date as updated_at,
    case when {{ is_true('is_deleted') }} then _fivetran_synced end as deleted_at,
    {{ id18('owner_id') }} as owner_id,
    {{ colleague('email') }} as do_not_score
from contacts
