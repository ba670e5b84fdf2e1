-- One row per scorecard and activity that earns: the one rule that an event earns under, the strongest that matches.
with

activities as (

    select * from {{ ref('int_activities') }}

),

rules as (

    select * from {{ ref('int_rules') }}
    where event_type is not null

),

scorecard_rules as (

    select * from {{ ref('int_scorecard_rules') }}

),

patterns as (

    select
        rule_id,
        event_type,
        property,
        {{ alternatives("coalesce(pattern, '%')") }} as pattern
    from rules

),

properties as (

    select
        activities.activity_key,
        patterns.rule_id,
        patterns.property,
        patterns.pattern,
        case patterns.property
            when 'page_path' then activities.page_path
            when 'asset' then activities.asset
            when 'channel' then activities.channel
            when 'campaign' then activities.campaign
        end as value
    from activities
    inner join patterns
        on activities.event_type = patterns.event_type

),

matches as (

    select distinct
        activity_key,
        rule_id
    from properties
    where
        property is null
        or ({{ plain_text('value') }} like {{ plain_text('pattern') }} and {{ plain_text('pattern') }} <> '')

),

ranked as (

    select
        scorecard_rules.scorecard_id,
        matches.activity_key,
        matches.rule_id,
        row_number() over (
            partition by scorecard_rules.scorecard_id, matches.activity_key
            order by abs(scorecard_rules.points) desc, matches.rule_id
        ) as strength
    from matches
    inner join scorecard_rules
        on matches.rule_id = scorecard_rules.rule_id

)

select
    scorecard_id,
    activity_key,
    rule_id
from ranked
where strength = 1
