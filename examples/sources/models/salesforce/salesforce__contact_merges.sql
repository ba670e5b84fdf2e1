-- One row per lead that became a contact, and per lead or contact that was merged into another.
with

leads as (

    select * from {{ delivered('salesforce', 'lead') }}

),

contacts as (

    select * from {{ delivered('salesforce', 'contact') }}

),

merged as (

    select id, master_record_id, last_modified_date, _fivetran_synced
    from leads
    union all
    select id, master_record_id, last_modified_date, _fivetran_synced
    from contacts

)

select
    {{ id18('id') }} as merged_contact_id,
    {{ id18('converted_contact_id') }} as contact_id,
    -- a day without a time; the contact is there from that day on
    converted_date as merged_at
from leads
where
    {{ is_true('is_converted') }}
    and converted_contact_id <> ''

union all

select
    {{ id18('id') }} as merged_contact_id,
    {{ id18('master_record_id') }} as contact_id,
    coalesce(nullif(last_modified_date, ''), _fivetran_synced) as merged_at
from merged
where master_record_id <> ''
