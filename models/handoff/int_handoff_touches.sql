-- One row per hand-off that sales has answered: the first touch, what came of the touches, up to the lead's next hand-off.
with

handoffs as (select * from {{ ref('int_handoffs') }}),

touches as (

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
        ) as newness,
        row_number() over (
            partition by handoffs.handoff_id, touches.rep_rating is not null
            order by touches.touched_at desc, touches.touch_id desc
        ) as rating_newness
    from handoffs
    inner join {{ ref('int_lead_touches') }} as touches
        on handoffs.lead_id = touches.lead_id
        and handoffs.handed_off_on <= cast(touches.touched_at as date)
    where
        handoffs.next_handed_off_on is null
        or handoffs.next_handed_off_on > cast(touches.touched_at as date)

)

select
    handoff_id,
    min(touched_at) as first_touched_at,
    min(case when outcome = 'accepted' then cast(touched_at as date) end) as accepted_on,
    min(case when outcome = 'rejected' then cast(touched_at as date) end) as rejected_on,
    min(case when outcome = 'disqualified' then cast(touched_at as date) end) as disqualified_on,
    max(case when is_verdict and newness = 1 then outcome end) as verdict,
    max(case when is_verdict and newness = 1 then reason end) as reason,
    max(case when rating_newness = 1 then rep_rating end) as rep_rating
from touches
group by 1
