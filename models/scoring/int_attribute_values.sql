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
    where attribute like {{ like_knows() }}
    union
    select group_id from {{ ref('int_attribute_conditions') }}
    where purpose = 'condition'

),

attribute_values as (

    select attribute, value from known_attributes
    union
    select attribute, value from derived_attributes
    union
    select 'persona', persona_id from personas
    union
    select behaviour, value from lead_behaviours
    union
    select answering.attribute, answers.value
    from answering
    cross join (values ('yes'), ('no')) as answers (value)

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
