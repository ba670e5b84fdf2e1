-- One row per scorecard and signature that earns: the rule that its events earn under, and what shares its count of events.
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

),

strongest as (

    select
        scorecard_id,
        signature,
        rule_id
    from ranked
    where strength_rank = 1

),

-- rules of several scorecards that earn on the very same activities share one count of events
earning as (

    select
        scorecard_id,
        rule_id,
        {{ dbt.listagg('cast(signature as ' ~ dbt.type_string() ~ ')', "' '", 'order by signature') }} as signatures
    from strongest
    group by scorecard_id, rule_id

),

-- small numbers, because events are grouped by them
counts as (

    select
        scorecard_id,
        rule_id,
        cast(dense_rank() over (order by signatures) as integer) as count_id
    from earning

)

select
    strongest.scorecard_id,
    strongest.signature,
    strongest.rule_id,
    counts.count_id
from strongest
inner join counts
    on strongest.scorecard_id = counts.scorecard_id
    and strongest.rule_id = counts.rule_id
