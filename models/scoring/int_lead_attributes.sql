-- One row per scoring moment and attribute: everything known of the lead, behaviours, persona and conditions included.
-- depends_on: {{ ref('int_policy_problems') }}
with

known_attributes as (select * from {{ ref('int_known_attributes') }}),

derived_attributes as (select * from {{ ref('int_derived_attributes') }}),

combined_attributes as (select * from {{ ref('int_combined_attributes') }}),

lead_behaviours as (select * from {{ ref('int_lead_behaviours') }}),

attribute_values as (select * from {{ ref('int_attribute_values') }}),

attributes as (

    select contact_id, as_of_date, attribute, value from known_attributes
    union all
    select contact_id, as_of_date, attribute, value from derived_attributes
    union all
    select contact_id, as_of_date, behaviour, value from lead_behaviours
    union all
    select contact_id, as_of_date, attribute, value from combined_attributes

)

-- what is not of its type is unknown
select
    attributes.contact_id,
    attributes.as_of_date,
    attributes.attribute,
    attributes.value
from attributes
inner join attribute_values
    on attributes.attribute = attribute_values.attribute
    and attributes.value = attribute_values.value
