-- One row per contact of the feed: the newest of its usable rows.
with

contacts as (

    select * from {{ ref('stg_contacts') }}
    where rejected_because is null

),

ranked as (

    select
        *,
        row_number() over (
            partition by contact_id
            order by updated_at desc nulls last, account_id desc nulls last, owner_id desc nulls last, created_at desc, raw_row_number desc
        ) as newness
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
where newness = 1
