-- One row per attribute and value that a lead may have: the forms in which conditions compare it.
-- depends_on: {{ ref('int_policy_problems') }}
with

known_attributes as (select * from {{ ref('int_known_attributes') }}),

derived_attributes as (select * from {{ ref('int_derived_attributes') }}),

personas as (select * from {{ policy_seed('personas') }}),

lead_behaviours as (select * from {{ ref('int_lead_behaviours') }}),

attribute_types as (
    {{ select_attribute_types(policy_seed('attribute_types'), ref('int_attribute_conditions')) }}

),

-- what says yes or no, whatever rules compare it with
answering as (

    select attribute from {{ ref('int_attribute_conditions') }}
    where {{ asks_what_is_known('attribute') }}
    {{ union_distinct() }}
    select group_id from {{ ref('int_attribute_conditions') }}
    where purpose = 'condition'

),

attribute_values as (

    select attribute, value from known_attributes
    {{ union_distinct() }}
    select attribute, value from derived_attributes
    {{ union_distinct() }}
    select 'persona', persona_id from personas
    {{ union_distinct() }}
    select behaviour, value from lead_behaviours
    {{ union_distinct() }}
    select answering.attribute, answers.value
    from answering
    cross join {{ rows_of_texts(['yes', 'no'], 'answers', 'value') }}

)

select
    attribute_values.attribute,
    attribute_values.value,
    {{ plain_text('attribute_values.value') }} as plain_value,
    {{ compared_number('attribute_values.value') }} as number_value
from attribute_values
left join attribute_types
    on attribute_values.attribute = attribute_types.attribute
-- a value that is not the number or date it should be is unknown
where
    {{ is_of_type('attribute_values.value', 'attribute_types.value_type') }}
    or attribute_values.attribute in (select answering.attribute from answering)
