-- One row per contact of the feed: its newest usable row, without people who must be forgotten.
with

erased as (select * from {{ ref('int_erased_contacts') }}),

contacts as (

    select contacts.*
    from {{ ref('stg_contacts') }} as contacts
    left join erased
        on contacts.contact_id = erased.contact_id
    where
        contacts.rejected_because is null
        and erased.contact_id is null

),

ranked as (

    select
        *,
        row_number() over (
            partition by contact_id
            order by updated_at desc nulls last, account_id desc nulls last, owner_id desc nulls last, created_at desc, raw_row_number desc
        ) as recency_rank
    from contacts

)

select
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
    cast(created_at as date) as created_on,
    cast(deleted_at as date) as deleted_on,
    owner_id,
    is_do_not_score
from ranked
where recency_rank = 1
