-- One row per prospect who is a lead or contact of Salesforce, from the day on which both are there.
with

prospects as (

    select * from {{ ref('pardot__prospects') }}
    where is_newest

),

crm as (

    select
        contact_id,
        {{ moment('created_at') }} as created_at
    from {{ ref('salesforce__contacts') }}

)

select
    'pardot-' || prospects.id as merged_contact_id,
    crm.contact_id,
    greatest({{ moment('prospects.created_at') }}, crm.created_at) as merged_at
from prospects
inner join crm
    on {{ id18("coalesce(nullif(prospects.crm_contact_fid, ''), prospects.crm_lead_fid)") }} = crm.contact_id
