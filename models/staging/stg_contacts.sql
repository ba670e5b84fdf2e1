-- One row per delivered row of `contacts`: typed, with the reason if it cannot be used.
-- the policy says which attributes are numbers (attribute_types): they stay text here
{{ config(post_hook={
    'sql': "{{ stop_unusable_load('contacts', this, 'select count(*) from ' ~ this) }}", 'transaction': false
}) }}

with

raw_contacts as (

    select * from {{ raw_table('contacts', timestamps=['created_at', 'updated_at', 'deleted_at']) }}

)

select
    raw_row_number,
    contact_id as row_id,
    contact_id,
    account_id,
    full_name,
    email,
    phone,
    job_title,
    department,
    country,
    region,
    city,
    age,
    annual_income,
    children,
    lead_source,
    campaign,
    email_status,
    created_at,
    updated_at,
    deleted_at,
    owner_id,
    {{ flag('do_not_score', blank=false, otherwise=true) }} as is_do_not_score,
    {{ unreadable_columns(
        attributes=['age', 'annual_income', 'children'],
        flags=['do_not_score'],
        unread=['created_at', 'updated_at', 'deleted_at'],
    ) }} as unreadable_columns,
    case
        when contact_id is null then 'no_contact_id'
        when created_at_text is not null then 'unreadable_created_at'
        when created_at is null then 'no_created_at'
    end as rejected_because
from raw_contacts
