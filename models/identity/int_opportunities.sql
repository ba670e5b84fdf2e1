-- One row per opportunity: open from known_from until, not including, known_until; closed_on and result (won, lost) once known.
-- depends_on: {{ ref('int_policy_problems') }}
with

opportunities as (

    select * from {{ ref('stg_opportunities') }}
    where rejected_because is null

),

words as (
    {{ select_status_words(policy_seed('status_words'), 'opportunity_status') }}

),

people as (

    select distinct opportunity_id from {{ ref('int_opportunity_people') }}

),

ranked as (

    select
        *,
        {{ opportunity_row_rank() }} as recency_rank
    from opportunities

),

-- it ends only when its status says so, at a time that is known, and not before it began
endings as (

    select
        ranked.opportunity_id,
        ranked.account_id,
        cast(ranked.opened_at as date) as known_from,
        case
            when words.meaning in ('won', 'lost') and ranked.closed_at is not null
                then {{ greatest_of('cast(ranked.opened_at as date)', 'cast(ranked.closed_at as date)') }}
        end as ends_on,
        words.meaning,
        {{ is_closed_before_opened('words.meaning', 'ranked.opened_at', 'ranked.closed_at') }} as is_closed_before_opened,
        ranked.amount,
        ranked.lost_reason
    from ranked
    inner join people
        on ranked.opportunity_id = people.opportunity_id
    left join words
        on {{ plain_text('ranked.status') }} = words.plain_word
    where ranked.recency_rank = 1

)

select
    opportunity_id,
    account_id,
    known_from,
    coalesce(ends_on, {{ always_until() }}) as known_until,
    case when ends_on <= {{ as_of() }} then ends_on end as closed_on,
    case when ends_on <= {{ as_of() }} then meaning end as result,
    is_closed_before_opened,
    amount,
    lost_reason
from endings
