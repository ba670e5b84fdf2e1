-- One row per person of a marketing tool or a tracker who has the address of a lead or contact of the CRM, and no id that says so.
with

crm as (

    select
        contact_id,
        email,
        {{ moment('created_at') }} as known_from,
        -- a contact before a lead, who is there before who was deleted, then the older id
        row_number() over (
            partition by email
            order by case when deleted_at is null then 0 else 1 end, case when contact_id like '003%' then 0 else 1 end, contact_id
        ) as place
    from {{ ref('salesforce__contacts') }}
    where email is not null

),

others as (

    select
        contact_id,
        email,
        cast(created_at as timestamp) as known_from
    from {{ ref('segment__contacts') }}
    where email is not null

),

merged as (

    select merged_contact_id from {{ ref('segment__contact_merges') }}

)

select
    others.contact_id as merged_contact_id,
    crm.contact_id,
    greatest(others.known_from, crm.known_from) as merged_at
from others
inner join crm
    on others.email = crm.email
left join merged
    on others.contact_id = merged.merged_contact_id
where
    crm.place = 1
    and merged.merged_contact_id is null
