-- One row per attribute, value and condition that the value meets.
with

attribute_values as (select * from {{ ref('int_attribute_values') }}),

conditions as (select * from {{ ref('int_conditions') }})

select distinct
    attribute_values.attribute,
    attribute_values.value,
    conditions.purpose,
    conditions.condition_id
from attribute_values
inner join conditions
    on {{ meets('attribute_values', 'conditions') }}
