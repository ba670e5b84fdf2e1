-- One row per deal that was won or lost in good time and measure: how much there was of it before the deal closed.
with

deals as (

    select * from {{ ref('int_deals') }}
    where
        is_mature
        and result in ('won', 'lost')

),

deal_activity as (

    select * from {{ ref('int_deal_activity') }}

),

content as (

    select * from {{ ref('int_content') }}

),

touches as (

    select * from {{ ref('int_case_touches') }}
    where basis = 'opportunity'

),

activity as (

    select
        deal_activity.opportunity_id,
        sum(deal_activity.events) as events,
        count(distinct deal_activity.activity_date) as active_days,
        count(distinct content.content) as contents
    from deal_activity
    inner join content
        on deal_activity.activity_key = content.activity_key
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
        on deals.opportunity_id = touches.case_id
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
