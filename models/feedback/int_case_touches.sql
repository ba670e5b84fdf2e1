-- One row per basis and case that sales touched before it closed: how often, and the seller's last rating.
with

lead_opportunities as (

    select * from {{ ref('int_lead_opportunities') }}

),

handoffs as (

    select * from {{ ref('int_handoff_cases') }}

),

lead_touches as (

    select * from {{ ref('int_lead_touches') }}

),

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

-- what is said on the day of closing knows the outcome
touches as (

    select
        case_leads.basis,
        case_leads.case_id,
        lead_touches.rep_rating,
        row_number() over (
            partition by case_leads.basis, case_leads.case_id, lead_touches.rep_rating is not null
            order by lead_touches.touched_at desc, lead_touches.touch_id desc
        ) as newness
    from case_leads
    inner join lead_touches
        on case_leads.lead_id = lead_touches.lead_id
        and case_leads.from_date <= cast(lead_touches.touched_at as date)
        and case_leads.until_date > cast(lead_touches.touched_at as date)

)

select
    basis,
    case_id,
    count(*) as touches,
    max(case when newness = 1 then {{ plain_text('rep_rating') }} end) as rep_rating
from touches
group by 1, 2
