-- One row per person that was merged into another, and per person who is a lead or contact of Salesforce.
with

merges as (

    -- "[12, 13]", "12,13" or "12": a list as text, without blanks and brackets
    select
        lead_id,
        activity_date,
        replace(replace(replace(replace(merge_ids, '[', ''), ']', ''), ' ', ''), '"', '') as merge_ids
    from {{ delivered('marketo', 'activity_merge_leads') }}

),

places as (

    select cast(generated_number as {{ dbt.type_int() }}) as place
    from ({{ dbt.generate_series(100) }}) as numbers

),

listed as (

    select
        merges.lead_id,
        merges.activity_date,
        split_part(merges.merge_ids, ',', places.place) as merged_lead_id
    from merges
    inner join places
        on split_part(merges.merge_ids, ',', places.place) <> ''

),

leads as (

    select * from {{ delivered('marketo', 'lead') }}

),

synced as (

    select
        id,
        -- ids of 15 and of 18 characters, and 0 or blank for none
        {{ id18("coalesce(nullif(nullif(sfdc_contact_id, ''), '0'), nullif(sfdc_lead_id, '0'))") }} as salesforce_id,
        created_at
    from leads

),

crm as (

    select
        contact_id,
        {{ moment('created_at') }} as created_at
    from {{ ref('salesforce__contacts') }}

)

select
    'marketo-' || merged_lead_id as merged_contact_id,
    'marketo-' || lead_id as contact_id,
    {{ moment('activity_date') }} as merged_at
from listed
where merged_lead_id <> lead_id

union all

-- when it was synced nobody wrote down; both are there from the later creation on
select
    'marketo-' || synced.id as merged_contact_id,
    crm.contact_id,
    greatest({{ moment('synced.created_at') }}, crm.created_at) as merged_at
from synced
inner join crm
    on synced.salesforce_id = crm.contact_id
left join listed
    on synced.id = listed.merged_lead_id
where listed.merged_lead_id is null
