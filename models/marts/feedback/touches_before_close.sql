-- One row per measure and range of it (at_least up to below): deals that had so much of it before they were opened, won and lost.
with

publication as (select * from {{ ref('int_publication') }}),

deals as (

    select * from {{ ref('int_deal_stages') }}
    where stage = 'before_opening'

),

touches as (

    select
        deals.opportunity_id,
        count(*) as touches
    from deals
    inner join {{ ref('int_lead_opportunities') }} as lead_opportunities
        on deals.opportunity_id = lead_opportunities.opportunity_id
    inner join {{ ref('int_lead_touches') }} as lead_touches
        on lead_opportunities.lead_id = lead_touches.lead_id
        and deals.from_date <= cast(lead_touches.touched_at as date)
        and deals.until_date > cast(lead_touches.touched_at as date)
    group by 1

),

activity as (

    select
        deal_activity.opportunity_id,
        sum(deal_activity.events) as events,
        count(distinct deal_activity.activity_date) as active_days,
        count(distinct content.content) as contents
    from {{ ref('int_deal_activity') }} as deal_activity
    inner join ({{ select_content(ref('int_activities')) }}) as content
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

),

measures as (

    select opportunity_id, result, 'sales_touches' as measure, touches as amount from efforts
    union all
    select opportunity_id, result, 'events', events from efforts
    union all
    select opportunity_id, result, 'active_days', active_days from efforts
    union all
    select opportunity_id, result, 'contents', contents from efforts

),

ranges as (

    select
        *,
        -- each range is twice as wide as the one before it
        case
            when amount < 1 then 0
            when amount < 2 then 1
            when amount < 4 then 2
            when amount < 8 then 4
            when amount < 16 then 8
            when amount < 32 then 16
            else 32
        end as at_least
    from measures

),

counts as (

    select
        measure,
        at_least,
        case when at_least = 0 then 1 when at_least < 32 then 2 * at_least end as below,
        count(case when result = 'won' then 1 end) as won,
        count(case when result = 'lost' then 1 end) as lost,
        {{ quotient("count(case when result = 'won' then 1 end)", 'count(*)') }} as win_rate
    from ranges
    group by 1, 2

)

select
    cast(counts.measure as {{ type_text() }}) as measure,
    cast(counts.at_least as bigint) as at_least,
    cast(counts.below as bigint) as below,
    cast(publication.as_of_date as date) as as_of_date,
    cast(counts.won as bigint) as won,
    cast(counts.lost as bigint) as lost,
    {{ to_six_places('counts.win_rate') }} as win_rate,
    {{ to_six_places(wilson_bound('counts.win_rate', '(counts.won + counts.lost)', '-')) }} as win_rate_low,
    {{ to_six_places(wilson_bound('counts.win_rate', '(counts.won + counts.lost)', '+')) }} as win_rate_high,
    cast({{ filled_in('wording.phrase_text', {'cases': 'counts.won + counts.lost'}) }} as {{ type_text() }}) as remark
from counts
cross join publication
cross join {{ ref('int_settings') }} as settings
left join {{ ref('int_wording') }} as wording
    on wording.phrase = {{ sample_phrase('(counts.won + counts.lost)', 'settings') }}
