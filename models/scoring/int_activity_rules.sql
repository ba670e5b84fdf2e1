-- One row per scorecard and activity that earns: the one rule that an event earns under, the strongest that matches.
with

matches as (

    select * from {{ ref('int_condition_activities') }}
    where purpose = 'rule'

),

scorecard_rules as (

    select * from {{ ref('int_scorecard_rules') }}

),

ranked as (

    select
        scorecard_rules.scorecard_id,
        matches.activity_id,
        scorecard_rules.rule_id,
        row_number() over (
            partition by scorecard_rules.scorecard_id, matches.activity_id
            order by abs(scorecard_rules.points) desc, scorecard_rules.rule_id
        ) as strength
    from matches
    inner join scorecard_rules
        on matches.condition_id = scorecard_rules.rule_id

)

select
    scorecard_id,
    activity_id,
    rule_id
from ranked
where strength = 1
