-- One row per purpose and condition on an attribute (a rule, a persona's row, a population): what the attribute's value must meet.
-- depends_on: {{ ref('int_policy_problems') }}
with

rules as (select * from {{ ref('int_rules') }}),

personas as (select * from {{ ref('personas') }}),

scorecards as (select * from {{ ref('int_scorecards') }})

select 'rule' as purpose, rule_id as condition_id, attribute, pattern, excludes, at_least, below
from rules
where attribute is not null

union all

select
    'persona', persona_id || ' ' || condition, attribute, pattern, null,
    {{ compared_number('at_least') }}, {{ compared_number('below') }}
from personas

union all

select 'population', scorecard_id, population_attribute, population_pattern, null, null, null
from scorecards
where population_attribute is not null
