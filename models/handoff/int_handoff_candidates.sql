-- One row per champion lead to be handed over on this run as far as capacity reaches: through which channel, and its turn.
with

scorecards as (

    select * from {{ ref('int_scorecards') }}
    where is_champion

),

runs as (

    select * from {{ ref('int_run') }}
    where may_hand_over

),

leads as (

    select
        scores.*,
        scorecards.recycle_after_days,
        scorecards.exploration_share,
        -- exact: a share of 0.29 of 100 leads is 29 leads
        floor(cast(scorecards.handoff_top_share as {{ type_decimal(18, 9) }}) * count(*) over ()) as top_places
    from {{ ref('int_lead_scores_today') }} as scores
    inner join scorecards
        on scores.scorecard_id = scorecards.scorecard_id
    inner join runs
        on scores.as_of_date = runs.as_of_date

),

past_handoffs as (select * from {{ ref('int_past_handoffs') }}),

latest_handoffs as (

    select
        lead_id,
        max(handed_off_on) as handed_off_on
    from past_handoffs
    group by 1

),

fast_lane as (

    select * from {{ ref('int_fast_lane') }}
    where request_rank = 1

),

contacts as (select * from {{ ref('int_contacts') }}),

rep_capacity as (select * from {{ ref('int_rep_capacity') }}),

channels as (

    select
        leads.*,
        fast_lane.asked_at,
        contacts.email,
        contacts.owner_id,
        case
            when fast_lane.contact_id is not null and {{ may_take_fast_lane('leads') }} then 'fast_lane'
            when leads.is_ready_by_gate then 'gate'
            when leads.is_sales_ready then 'threshold'
            when leads.blocked_besides_score = '' and leads.score_rank <= leads.top_places then 'top_share'
        end as channel
    from leads
    left join fast_lane
        on leads.contact_id = fast_lane.contact_id
    left join latest_handoffs
        on leads.contact_id = latest_handoffs.lead_id
    inner join contacts
        on leads.contact_id = contacts.contact_id
    where
        latest_handoffs.lead_id is null
        or not {{ within_recycle_days('latest_handoffs.handed_off_on', 'leads.as_of_date', 'leads.recycle_after_days') }}

)

select
    channels.scorecard_id,
    channels.contact_id,
    channels.as_of_date,
    coalesce(channels.channel, 'exploration') as channel,
    case when channels.channel = 'fast_lane' then channels.asked_at end as asked_at,
    row_number() over (
        order by
            case when channels.channel = 'fast_lane' then 0 when draws.contact_id is not null then 1 else 2 end,
            draws.draw_rank,
            channels.score_rank
    ) as handoff_rank,
    draws.draw_chance,
    channels.score,
    channels.band,
    channels.bant_verdict,
    channels.top_reasons,
    {{ email_hash('channels.email') }} as email_hash,
    channels.owner_id,
    {{ plain_text('channels.country') }} as country
from channels
-- what becomes of leads that the score leaves out is known only if some are tried
left join ({{ select_draws('channels', 'runs', 'rep_capacity', 'past_handoffs') }}) as draws
    on channels.contact_id = draws.contact_id
where
    channels.channel is not null
    or draws.contact_id is not null
