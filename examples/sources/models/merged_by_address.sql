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

people as (

    {{ united(['marketo__contacts', 'pardot__contacts', 'segment__contacts']) }}

),

merged as (

    {{ united(['marketo__contact_merges', 'pardot__contact_merges', 'segment__contact_merges']) }}

),

told as (

    select distinct merged_contact_id
    from merged

)

select
    people.contact_id as merged_contact_id,
    crm.contact_id,
    greatest(cast(people.created_at as timestamp), crm.known_from) as merged_at
from people
inner join crm
    on people.email = crm.email
left join told
    on people.contact_id = told.merged_contact_id
where
    crm.place = 1
    and told.merged_contact_id is null
