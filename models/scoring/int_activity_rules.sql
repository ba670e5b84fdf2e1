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

matches as (

    select distinct
        activities.activity_key,
        patterns.rule_id
    from activities
    inner join patterns
        on {{ activity_meets('activities', 'patterns') }}

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
