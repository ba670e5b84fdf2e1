-- One row per opportunity: open from known_from until, not including, known_until.
with

opportunities as (

    select * from {{ ref('stg_opportunities') }}
    where rejected_because is null

),

ranked as (

    select
        *,
        row_number() over (
            partition by opportunity_id
            order by opened_at desc, contact_id desc nulls last, account_id desc nulls last, raw_row_number desc
        ) as newness
    from opportunities

)

select
    opportunity_id,
    contact_id,
    account_id,
    cast(opened_at as date) as known_from,
    coalesce(cast(closed_at as date), {{ always_until() }}) as known_until,
    status,
    amount,
    lost_reason
from ranked
where newness = 1
