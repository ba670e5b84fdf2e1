-- One row per account of the feed: its newest usable row; an account without a creation date counts as always known.
with

accounts as (

    select * from {{ ref('stg_accounts') }}
    where rejected_because is null

),

ranked as (

    select
        *,
        row_number() over (
            partition by account_id
            order by created_at desc nulls last, account_name desc nulls last, domain desc nulls last, raw_row_number desc
        ) as recency_rank
    from accounts

)

select
    account_id,
    account_name,
    domain,
    industry,
    business_model,
    company_type,
    employee_count,
    annual_revenue,
    technologies,
    coalesce(cast(created_at as date), {{ always_from() }}) as known_from
from ranked
where recency_rank = 1
