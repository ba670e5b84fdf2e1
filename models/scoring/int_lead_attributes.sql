-- One row per scoring moment and attribute: everything known of the lead, derived attributes and persona included.
-- depends_on: {{ ref('int_policy_problems') }}
with

known_attributes as (select * from {{ ref('int_known_attributes') }}),

derived_attributes as (select * from {{ ref('int_derived_attributes') }}),

attribute_values as (select * from {{ ref('int_attribute_values') }}),

matches as (

    select * from {{ ref('int_attribute_matches') }}
    where purpose = 'persona'

),

persona_rows as (

    select
        *,
        count(*) over (partition by persona_id) as conditions
    from {{ policy_seed('personas') }}

),

attributes as (

    select * from known_attributes
    union all
    select * from derived_attributes

),

readable_attributes as (

    select attributes.*
    from attributes
    inner join attribute_values
        on attributes.attribute = attribute_values.attribute
        and attributes.value = attribute_values.value

),

-- a persona applies where all its rows hold
personas as (

    select
        attributes.contact_id,
        attributes.as_of_date,
        persona_rows.persona_id,
        min({{ safe_number('persona_rows.priority') }}) as priority
    from readable_attributes as attributes
    inner join matches
        on attributes.attribute = matches.attribute
        and attributes.value = matches.value
    inner join persona_rows
        on matches.condition_id = persona_rows.persona_id || ' ' || persona_rows.condition
    group by attributes.contact_id, attributes.as_of_date, persona_rows.persona_id, persona_rows.conditions
    having count(*) = persona_rows.conditions

),

ranked_personas as (

    select
        *,
        row_number() over (partition by contact_id, as_of_date order by priority, persona_id) as precedence_rank
    from personas

)

select
    contact_id,
    as_of_date,
    attribute,
    value
from readable_attributes

union all

select
    ranked_personas.contact_id,
    ranked_personas.as_of_date,
    'persona' as attribute,
    ranked_personas.persona_id as value
from ranked_personas
left join readable_attributes
    on ranked_personas.contact_id = readable_attributes.contact_id
    and ranked_personas.as_of_date = readable_attributes.as_of_date
    and readable_attributes.attribute = 'persona'
where
    ranked_personas.precedence_rank = 1
    and readable_attributes.attribute is null
