-- One row per contact that the champion scores today: how far sales has come with it.
with

scores as (select * from {{ ref('int_lead_scores_today') }}),

scorecards as (

    select * from {{ ref('int_scorecards') }}
    where is_champion

),

calls as (select * from {{ ref('int_call_list') }}),

waiting_leads as (select * from {{ ref('int_waiting_leads') }}),

handoffs as (

    select * from {{ ref('int_handoff_progress') }}
    where is_latest

),

fast_lane as (

    select * from {{ ref('int_fast_lane') }}
    where request_rank = 1

)

select
    scores.contact_id,
    scores.as_of_date,
    calls.contact_id is not null as is_on_call_list,
    waiting_leads.contact_id is not null as is_waiting_for_capacity,
    waiting_leads.waiting_since,
    -- an open deal is being worked on, however old the hand-off
    coalesce(
        handoffs.state = 'opportunity'
        or (
            handoffs.state in ('contacted', 'accepted')
            and {{ within_recycle_days('handoffs.handed_off_on', 'scores.as_of_date', 'scorecards.recycle_after_days') }}
        ),
        false
    ) as is_being_worked,
    -- ready again, and handed over too lately to be handed over anew; blank recycle_after_days = for ever
    coalesce(
        calls.contact_id is null
        and handoffs.state in ('rejected', 'disqualified', 'lost', 'won')
        and (scores.is_sales_ready or (fast_lane.contact_id is not null and {{ may_take_fast_lane('scores') }}))
        and {{ within_recycle_days('handoffs.handed_off_on', 'scores.as_of_date', 'scorecards.recycle_after_days') }},
        false
    ) as is_handed_over_lately,
    {{ time_after(
        'day', 'cast(' ~ greatest_of('scorecards.recycle_after_days', 1) ~ ' as integer)', 'handoffs.handed_off_on'
    ) }} as recycled_on
from scores
inner join scorecards
    on scores.scorecard_id = scorecards.scorecard_id
left join calls
    on scores.contact_id = calls.contact_id
left join waiting_leads
    on scores.contact_id = waiting_leads.contact_id
left join handoffs
    on scores.contact_id = handoffs.lead_id
left join fast_lane
    on scores.contact_id = fast_lane.contact_id
