-- One row per condition on an attribute and alternative of its pattern: rules, persona rows and scorecard populations.
with

rules as (select * from {{ ref('int_rules') }}),

personas as (select * from {{ ref('personas') }}),

scorecards as (select * from {{ ref('int_scorecards') }}),

conditions as (

    select 'rule' as purpose, rule_id as condition_id, attribute, pattern, at_least, below
    from rules
    where attribute is not null
    union all
    select
        'persona', persona_id || ' ' || condition, attribute, pattern,
        {{ compared_number('at_least') }}, {{ compared_number('below') }}
    from personas
    union all
    select 'population', scorecard_id, population_attribute, population_pattern, null, null
    from scorecards
    where population_attribute is not null

),

patterns as (

    select
        purpose,
        condition_id,
        attribute,
        {{ alternatives("coalesce(pattern, '%')") }} as pattern,
        at_least,
        below
    from conditions

)

select distinct
    purpose,
    condition_id,
    attribute,
    {{ plain_text('pattern') }} as pattern,
    at_least,
    below
from patterns
where {{ plain_text('pattern') }} <> ''
