-- One row per purpose and condition on an attribute (of a rule, persona, claim, …): what its value must meet; a group needs all rows.
-- depends_on: {{ ref('int_policy_problems') }}
with

rules as (select * from {{ ref('int_rules') }}),

personas as (select * from {{ policy_seed('personas') }}),

conditions as (select * from {{ policy_seed('conditions') }}),

gates as (select * from {{ policy_seed('gates') }}),

claims as (select * from {{ policy_seed('claims') }}),

scorecards as (select * from {{ ref('int_scorecards') }}),

stated as (

    select 'rule' as purpose, rule_id as condition_id, rule_id as group_id, attribute, pattern, excludes, at_least, below
    from rules
    where attribute is not null
    union all
    select
        'persona', persona_id || ' ' || condition, persona_id, attribute, pattern, null,
        {{ compared_number('at_least') }}, {{ compared_number('below') }}
    from personas
    union all
    -- the rows of a condition have no name of their own
    select
        'condition',
        condition || ' ' || cast(row_number() over (
            partition by condition order by attribute, pattern, excludes, at_least, below
        ) as {{ type_text() }}),
        condition, attribute, pattern, excludes,
        {{ compared_number('at_least') }}, {{ compared_number('below') }}
    from conditions
    union all
    select 'gate', gate, gate as group_id, attribute, pattern, null, null, null
    from gates
    union all
    select 'claim', claim_id, claim_id as group_id, attribute, pattern, null, null, null
    from claims
    where attribute is not null
    union all
    select 'population', scorecard_id, scorecard_id as group_id, population_attribute, population_pattern, population_excludes, null, null
    from scorecards
    where population_attribute is not null

)

select
    *,
    count(*) over (partition by purpose, group_id) as rows_needed
from stated
