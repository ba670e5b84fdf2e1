-- One row per stage, event type and piece of content that people of enough deals saw: among the deals won and among those lost.
with

publication as (select * from {{ ref('int_publication') }}),

deal_activity as (select * from {{ ref('int_deal_activity') }}),

shown as (

    {{ select_content(ref('int_activities')) }}

),

deals as (

    select
        stage,
        count(case when result = 'won' then 1 end) as won,
        count(case when result = 'lost' then 1 end) as lost
    from {{ ref('int_deal_stages') }}
    group by stage

),

settings as (select * from {{ ref('int_settings') }}),

wording as (select * from {{ ref('int_wording') }}),

seen as (

    select
        deal_activity.stage,
        shown.event_type,
        shown.content_kind,
        shown.content,
        deal_activity.opportunity_id,
        deal_activity.result,
        sum(deal_activity.events) as events
    from deal_activity
    inner join shown
        on deal_activity.activity_id = shown.activity_id
    group by
        deal_activity.stage,
        shown.event_type,
        shown.content_kind,
        shown.content,
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

    {{ select_share_contrasts('counts') }}

),

rates as (

    select
        *,
        {{ quotient('cases_with', 'cases_with + others_with') }} as win_rate
    from contrasts

)

select
    cast(rates.stage as {{ type_text() }}) as stage,
    cast(rates.event_type as {{ type_text() }}) as event_type,
    cast(rates.content_kind as {{ type_text() }}) as content_kind,
    cast(rates.content as {{ type_text() }}) as content,
    cast(publication.as_of_date as date) as as_of_date,
    cast(rates.events as bigint) as events,
    cast(rates.cases_with as bigint) as won_with,
    cast(rates.cases as bigint) as won,
    cast(rates.others_with as bigint) as lost_with,
    cast(rates.others as bigint) as lost,
    {{ to_six_places('rates.win_rate') }} as win_rate_with,
    {{ to_six_places(wilson_bound('rates.win_rate', '(rates.cases_with + rates.others_with)', '-')) }} as win_rate_low,
    {{ to_six_places(wilson_bound('rates.win_rate', '(rates.cases_with + rates.others_with)', '+')) }} as win_rate_high,
    {{ share_ratio_columns('rates') }},
    cast(rates.contrast as {{ type_text() }}) as contrast,
    cast({{ filled_in('wording.phrase_text', {'cases': 'rates.cases_with + rates.others_with'}) }} as {{ type_text() }}) as remark
from rates
cross join publication
cross join settings
left join wording
    on wording.phrase = coalesce({{ sample_phrase('(rates.cases_with + rates.others_with)', 'settings') }}, 'content_' || rates.contrast)
where rates.cases_with + rates.others_with >= settings.trait_cases_at_least
