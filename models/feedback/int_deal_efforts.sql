-- One row per deal that was won or lost in good time and measure: how much there was of it before the deal was opened.
with

deals as (

    select * from {{ ref('int_deal_stages') }}
    where stage = 'before_opening'

),

deal_activity as (select * from {{ ref('int_deal_activity') }}),

content as (select * from {{ ref('int_content') }}),

touches as (

    select
        stages.opportunity_id,
        count(*) as touches
    from {{ ref('int_deal_stages') }} as stages
    inner join {{ ref('int_lead_opportunities') }} as lead_opportunities
        on stages.opportunity_id = lead_opportunities.opportunity_id
    inner join {{ ref('int_lead_touches') }} as lead_touches
        on lead_opportunities.lead_id = lead_touches.lead_id
        and stages.from_date <= cast(lead_touches.touched_at as date)
        and stages.until_date > cast(lead_touches.touched_at as date)
    where stages.stage = 'before_opening'
    group by 1

),

activity as (

    select
        deal_activity.opportunity_id,
        sum(deal_activity.events) as events,
        count(distinct deal_activity.activity_date) as active_days,
        count(distinct content.content) as contents
    from deal_activity
    inner join content
        on deal_activity.activity_id = content.activity_id
    where deal_activity.stage = 'before_opening'
    group by 1

),

efforts as (

    select
        deals.opportunity_id,
        deals.result,
        coalesce(touches.touches, 0) as touches,
        coalesce(activity.events, 0) as events,
        coalesce(activity.active_days, 0) as active_days,
        coalesce(activity.contents, 0) as contents
    from deals
    left join touches
        on deals.opportunity_id = touches.opportunity_id
    left join activity
        on deals.opportunity_id = activity.opportunity_id

)

select opportunity_id, result, 'sales_touches' as measure, touches as amount from efforts
union all
select opportunity_id, result, 'events', events from efforts
union all
select opportunity_id, result, 'active_days', active_days from efforts
union all
select opportunity_id, result, 'contents', contents from efforts
