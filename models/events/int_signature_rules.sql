-- One row per scorecard and signature that earns: the rule that its events earn under.
with

signature_conditions as (

    select * from {{ ref('int_signature_conditions') }}
    where purpose = 'rule'

),

scorecard_rules as (select * from {{ ref('int_scorecard_rules') }}),

ranked as (

    select
        scorecard_rules.scorecard_id,
        signature_conditions.signature,
        scorecard_rules.rule_id,
        row_number() over (
            partition by scorecard_rules.scorecard_id, signature_conditions.signature
            order by abs(scorecard_rules.points) desc, scorecard_rules.rule_id
        ) as strength_rank
    from signature_conditions
    inner join scorecard_rules
        on signature_conditions.condition_id = scorecard_rules.rule_id

)

select
    scorecard_id,
    signature,
    rule_id
from ranked
where strength_rank = 1
