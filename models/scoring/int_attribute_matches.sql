-- One row per attribute, value and condition that the value meets.
with

attribute_values as (select * from {{ ref('int_attribute_values') }}),

rules as (select * from {{ ref('int_rules') }}),

personas as (select * from {{ policy_seed('personas') }}),

scorecards as (select * from {{ ref('int_scorecards') }}),

stated as (

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

alternatives as (

    select
        purpose,
        condition_id,
        attribute,
        {{ alternatives("coalesce(pattern, '%')") }} as pattern,
        at_least,
        below
    from stated

),

-- one row per condition and alternative of its pattern
conditions as (

    select distinct
        purpose,
        condition_id,
        attribute,
        {{ plain_text('pattern') }} as pattern,
        at_least,
        below
    from alternatives
    where {{ plain_text('pattern') }} <> ''

)

select distinct
    attribute_values.attribute,
    attribute_values.value,
    conditions.purpose,
    conditions.condition_id
from attribute_values
inner join conditions
    on {{ meets('attribute_values', 'conditions') }}
