-- One row per scorecard, basis and case (an opportunity, a hand-off): who it was as known at its moment, and how it ended.
with

opportunities as (select * from {{ ref('int_opportunity_cases') }}),

lead_opportunities as (select * from {{ ref('int_lead_opportunities') }}),

handoffs as (select * from {{ ref('int_handoff_cases') }}),

lead_touches as (select * from {{ ref('int_lead_touches') }}),

case_leads as (

    select
        'opportunity' as basis,
        opportunity_id as case_id,
        lead_id,
        {{ always_from() }} as from_date,
        coalesce(closed_on, {{ always_until() }}) as until_date
    from lead_opportunities
    union all
    select
        'handoff' as basis,
        handoff_id as case_id,
        lead_id,
        handed_off_on as from_date,
        coalesce(closed_on, next_handed_off_on, {{ always_until() }}) as until_date
    from handoffs

),

-- what a seller says on the day of closing knows the outcome, so that day is left out
case_touches as (

    select
        case_leads.basis,
        case_leads.case_id,
        lead_touches.rep_rating,
        row_number() over (
            partition by case_leads.basis, case_leads.case_id, lead_touches.rep_rating is not null
            order by lead_touches.touched_at desc, lead_touches.touch_id desc
        ) as recency_rank
    from case_leads
    inner join lead_touches
        on case_leads.lead_id = lead_touches.lead_id
        and case_leads.from_date <= cast(lead_touches.touched_at as date)
        and case_leads.until_date > cast(lead_touches.touched_at as date)

),

touches as (

    select
        basis,
        case_id,
        count(*) as touches,
        max(case when recency_rank = 1 then {{ plain_text('rep_rating') }} end) as rep_rating
    from case_touches
    group by 1, 2

),

cases as (

    select
        scorecard_id,
        'opportunity' as basis,
        opportunity_id as case_id,
        contact_id,
        account_id,
        as_of_date,
        opened_on as started_on,
        band,
        null as channel,
        null as draw_chance,
        null as rep_id,
        result,
        is_mature,
        amount,
        days_to_close
    from opportunities
    union all
    select
        scorecard_id,
        'handoff' as basis,
        handoff_id as case_id,
        contact_id,
        account_id,
        handed_off_on as as_of_date,
        handed_off_on as started_on,
        band,
        channel,
        draw_chance,
        rep_id,
        result,
        is_mature,
        amount,
        days_to_close
    from handoffs

)

select
    cases.*,
    coalesce(touches.touches, 0) as touches,
    touches.rep_rating
from cases
left join touches
    on cases.basis = touches.basis
    and cases.case_id = touches.case_id
