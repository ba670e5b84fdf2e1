-- One row per fit or BANT criterion of the champion and attribute that its rules look at: the rule for the best answer.
with

scorecards as (

    select * from {{ ref('int_scorecards') }}
    where is_champion

),

-- a persona follows from other answers, a behaviour from events: nobody can be asked for it
scorecard_rules as (

    select * from {{ ref('int_scorecard_rules') }}
    where
        subscore <> 'interest'
        and attribute <> 'persona'
        and attribute not in (select behaviours.behaviour from {{ ref('behaviours') }} as behaviours)
        and points > 0
        and coalesce(verdict, 'positive') in ('positive', 'acceptable')

),

criteria as (select * from {{ ref('int_criteria') }}),

ranked as (

    select
        scorecard_rules.*,
        criteria.max_points as criterion_max_points,
        row_number() over (
            partition by scorecard_rules.criterion, scorecard_rules.attribute
            order by scorecard_rules.points desc, scorecard_rules.rule_id asc
        ) as strength_rank
    from scorecard_rules
    inner join scorecards
        on scorecard_rules.scorecard_id = scorecards.scorecard_id
    inner join criteria
        on scorecard_rules.criterion = criteria.criterion
    where scorecard_rules.subscore <> 'bant' or scorecards.has_bant_veto

)

select
    scorecard_id,
    subscore,
    category,
    criterion,
    attribute,
    rule_id,
    points,
    criterion_max_points,
    counts_strongest
from ranked
where strength_rank = 1
