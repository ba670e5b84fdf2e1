-- One row per scorecard and rule under which some activity earns: the rule, its number, what shares its count of events.
{{ config(materialized='view') }}

with

scorecard_rules as (select * from {{ ref('int_scorecard_rules') }}),

counts as (

    select distinct
        scorecard_id,
        rule_id,
        count_id
    from {{ ref('int_signature_rules') }}

)

select
    scorecard_rules.scorecard_id,
    scorecard_rules.rule_id,
    scorecard_rules.subscore,
    scorecard_rules.criterion,
    scorecard_rules.points,
    scorecard_rules.max_points,
    scorecard_rules.max_per_day,
    scorecard_rules.decay,
    scorecard_rules.decay_days,
    counts.count_id,
    cast(row_number() over (order by scorecard_rules.scorecard_id, scorecard_rules.rule_id) as integer) as scorecard_rule_id
from scorecard_rules
inner join counts
    on scorecard_rules.scorecard_id = counts.scorecard_id
    and scorecard_rules.rule_id = counts.rule_id
