-- One row per hand-off: what sales and the lead have done since, as known on the as-of date.
with

handoffs as (

    select
        handoffs.*,
        runs.as_of_date,
        runs.run_at
    from {{ ref('int_handoffs') }} as handoffs
    cross join {{ ref('int_run') }} as runs

),

deals as (select * from {{ ref('int_handoff_deals') }}),

scorecards as (select * from {{ ref('int_scorecards') }}),

-- a touch counts for the lead's last hand-off before it
answers as (

    select
        handoffs.handoff_id,
        touches.touched_at,
        touches.outcome,
        touches.reason,
        touches.rep_rating,
        touches.outcome in ('accepted', 'rejected', 'disqualified') as is_verdict,
        row_number() over (
            partition by handoffs.handoff_id, coalesce(touches.outcome in ('accepted', 'rejected', 'disqualified'), false)
            order by touches.touched_at desc, touches.touch_id desc
        ) as recency_rank,
        row_number() over (
            partition by handoffs.handoff_id, touches.rep_rating is not null
            order by touches.touched_at desc, touches.touch_id desc
        ) as rating_recency_rank
    from handoffs
    inner join {{ ref('int_lead_touches') }} as touches
        on handoffs.lead_id = touches.lead_id
        and handoffs.handed_off_on <= cast(touches.touched_at as date)
    where
        handoffs.next_handed_off_on is null
        or handoffs.next_handed_off_on > cast(touches.touched_at as date)

),

touches as (

    select
        handoff_id,
        min(touched_at) as first_touched_at,
        cast(max(touched_at) as date) as last_touched_on,
        min(case when outcome = 'accepted' then cast(touched_at as date) end) as accepted_on,
        min(case when outcome = 'rejected' then cast(touched_at as date) end) as rejected_on,
        min(case when outcome = 'disqualified' then cast(touched_at as date) end) as disqualified_on,
        max(case when is_verdict and recency_rank = 1 then outcome end) as verdict,
        max(case when is_verdict and recency_rank = 1 then reason end) as reason,
        max(case when rating_recency_rank = 1 then rep_rating end) as rep_rating
    from answers
    group by 1

)

select
    handoffs.handoff_id,
    handoffs.scorecard_id,
    handoffs.contact_id,
    handoffs.lead_id,
    handoffs.handed_off_on,
    handoffs.channel,
    handoffs.draw_chance,
    handoffs.score,
    handoffs.band,
    handoffs.rep_id,
    handoffs.respond_by,
    handoffs.next_handed_off_on,
    handoffs.next_handed_off_on is null as is_latest,
    touches.first_touched_at,
    touches.last_touched_on,
    case
        when touches.first_touched_at < handoffs.handed_off_at then 0
        else {{ hours_between('handoffs.handed_off_at', 'touches.first_touched_at') }}
    end as hours_to_first_touch,
    case
        when handoffs.respond_by is null then null
        when touches.first_touched_at is not null then touches.first_touched_at <= handoffs.respond_by
        when handoffs.respond_by <= handoffs.run_at then false
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
        when handoffs.respond_by <= handoffs.run_at then 'overdue'
        else 'waiting'
    end as state,
    handoffs.asked_at,
    handoffs.handed_off_at,
    case
        when handoffs.asked_at > handoffs.handed_off_at then 0
        else {{ minutes_between('handoffs.asked_at', 'handoffs.handed_off_at') }}
    end as minutes_to_handoff,
    coalesce(scorecards.is_champion, false) as is_champion
from handoffs
left join scorecards
    on handoffs.scorecard_id = scorecards.scorecard_id
left join touches
    on handoffs.handoff_id = touches.handoff_id
left join deals
    on handoffs.handoff_id = deals.handoff_id
