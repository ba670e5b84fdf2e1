-- One row per hand-off: what sales and the lead have done since, as known on the as-of date.
with

handoffs as (

    select
        handoffs.*,
        runs.as_of_date,
        cast({{ days_after('handoffs.handed_off_on', 1) }} as timestamp) as clock_starts_at,
        cast({{ days_after('runs.as_of_date', 1) }} as timestamp) as known_before
    from {{ ref('int_handoffs') }} as handoffs
    cross join {{ ref('int_run') }} as runs

),

touches as (select * from {{ ref('int_handoff_touches') }}),

deals as (select * from {{ ref('int_handoff_deals') }})

select
    handoffs.*,
    handoffs.next_handed_off_on is null as is_latest,
    touches.first_touched_at,
    case
        when touches.first_touched_at < handoffs.clock_starts_at then 0
        else {{ hours_between('handoffs.clock_starts_at', 'touches.first_touched_at') }}
    end as hours_to_first_touch,
    case
        when handoffs.respond_by is null then null
        when touches.first_touched_at is not null then touches.first_touched_at <= handoffs.respond_by
        when handoffs.respond_by <= handoffs.known_before then false
    end as is_in_time,
    touches.accepted_on,
    touches.rejected_on,
    touches.disqualified_on,
    touches.reason,
    touches.rep_rating,
    deals.opportunity_id,
    deals.opened_on,
    deals.closed_on,
    deals.amount,
    case
        when deals.state is not null then deals.state
        when handoffs.next_handed_off_on is not null then 'recycled'
        when touches.verdict is not null then touches.verdict
        when touches.first_touched_at is not null then 'contacted'
        when handoffs.respond_by <= handoffs.known_before then 'overdue'
        else 'waiting'
    end as state
from handoffs
left join touches
    on handoffs.handoff_id = touches.handoff_id
left join deals
    on handoffs.handoff_id = deals.handoff_id
