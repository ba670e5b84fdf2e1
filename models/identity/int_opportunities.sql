-- One row per opportunity: open from known_from until, not including, known_until; closed_on and result (won, lost) once known.
with

opportunities as (

    select * from {{ ref('stg_opportunities') }}
    where rejected_because is null

),

erased as (select * from {{ ref('int_erased_contacts') }}),

ranked as (

    select
        *,
        row_number() over (
            partition by opportunity_id
            order by opened_at desc, contact_id desc nulls last, account_id desc nulls last, raw_row_number desc
        ) as recency_rank
    from opportunities

),

opportunities_known as (

    select
        ranked.opportunity_id,
        ranked.contact_id,
        ranked.account_id,
        cast(ranked.opened_at as date) as known_from,
        coalesce(cast(ranked.closed_at as date), {{ always_until() }}) as known_until,
        {{ plain_text('ranked.status') }} as plain_status,
        ranked.amount,
        ranked.lost_reason
    from ranked
    left join erased
        on ranked.contact_id = erased.contact_id
    where
        ranked.recency_rank = 1
        and erased.contact_id is null

)

select
    opportunity_id,
    contact_id,
    account_id,
    known_from,
    known_until,
    case when known_until <= {{ as_of() }} then known_until end as closed_on,
    case when known_until <= {{ as_of() }} and plain_status in ('won', 'lost') then plain_status end as result,
    amount,
    lost_reason
from opportunities_known
