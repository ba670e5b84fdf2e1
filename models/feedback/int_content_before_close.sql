-- One row per stage, event type and piece of content that people of enough deals saw: among the deals won and among those lost.
with

deal_activity as (

    select * from {{ ref('int_deal_activity') }}

),

content as (

    select * from {{ ref('int_content') }}

),

deals as (

    select
        stage,
        count(case when result = 'won' then 1 end) as won,
        count(case when result = 'lost' then 1 end) as lost
    from {{ ref('int_deal_stages') }}
    group by stage

),

settings as (

    select * from {{ ref('int_settings') }}

),

wording as (

    select * from {{ ref('int_wording') }}

),

seen as (

    select
        deal_activity.stage,
        content.event_type,
        content.content_kind,
        content.content,
        deal_activity.opportunity_id,
        deal_activity.result,
        sum(deal_activity.events) as events
    from deal_activity
    inner join content
        on deal_activity.activity_id = content.activity_id
    group by
        deal_activity.stage,
        content.event_type,
        content.content_kind,
        content.content,
        deal_activity.opportunity_id,
        deal_activity.result

),

counts as (

    select
        seen.stage,
        seen.event_type,
        seen.content_kind,
        seen.content,
        sum(seen.events) as events,
        count(case when seen.result = 'won' then 1 end) as cases_with,
        deals.won as cases,
        count(case when seen.result = 'lost' then 1 end) as others_with,
        deals.lost as others
    from seen
    inner join deals
        on seen.stage = deals.stage
    group by seen.stage, seen.event_type, seen.content_kind, seen.content, deals.won, deals.lost

),

contrasts as (

    {{ share_contrasts('counts') }}

),

rates as (

    select
        *,
        {{ quotient('cases_with', 'cases_with + others_with') }} as win_rate
    from contrasts

)

select
    rates.stage,
    rates.event_type,
    rates.content_kind,
    rates.content,
    rates.events,
    rates.cases_with as won_with,
    rates.cases as won,
    rates.others_with as lost_with,
    rates.others as lost,
    {{ to_six_places('rates.win_rate') }} as win_rate_with,
    {{ to_six_places(wilson_bound('rates.win_rate', '(rates.cases_with + rates.others_with)', '-')) }} as win_rate_low,
    {{ to_six_places(wilson_bound('rates.win_rate', '(rates.cases_with + rates.others_with)', '+')) }} as win_rate_high,
    {{ to_six_places('rates.share_ratio') }} as share_ratio,
    {{ to_six_places('rates.share_ratio_low') }} as share_ratio_low,
    {{ to_six_places('rates.share_ratio_high') }} as share_ratio_high,
    rates.contrast,
    {{ filled_in('wording.phrase_text', {'cases': 'rates.cases_with + rates.others_with'}) }} as remark
from rates
cross join settings
left join wording
    on wording.phrase = coalesce({{ sample_phrase('(rates.cases_with + rates.others_with)') }}, 'content_' || rates.contrast)
where rates.cases_with + rates.others_with >= coalesce(settings.trait_cases_at_least, 1)
