-- One row per scoring moment and attribute put together from others: is one known (knows_…), the persona, what a condition says.
with

moments as (select * from {{ ref('int_scoring_moments') }}),

conditions as (select * from {{ ref('int_attribute_conditions') }}),

matches as (select * from {{ ref('int_attribute_matches') }}),

condition_names as (

    select distinct group_id as attribute from conditions
    where purpose = 'condition'

),

questions as (

    select distinct attribute, substr(attribute, 7) as subject from conditions
    where {{ asks_what_is_known('attribute') }}

),

-- a few of all attributes; a persona that is stated outright stays
looked_at as (

    select attribute from conditions
    where purpose in ('persona', 'condition')
    {{ union_distinct() }}
    select subject from questions
    {{ union_distinct() }}
    select 'persona'

),

known as (

    select attributes.*
    from (
        select contact_id, as_of_date, attribute, value from {{ ref('int_known_attributes') }}
        union all
        select contact_id, as_of_date, attribute, value from {{ ref('int_derived_attributes') }}
        union all
        select contact_id, as_of_date, behaviour, value from {{ ref('int_lead_behaviours') }}
    ) as attributes
    inner join looked_at
        on attributes.attribute = looked_at.attribute
    inner join {{ ref('int_attribute_values') }} as attribute_values
        on attributes.attribute = attribute_values.attribute
        and attributes.value = attribute_values.value

),

persona_facts as (

    select * from known
    union all
    {{ select_answers('moments', 'questions', 'known', 'condition_names') }}
    where questions.subject <> 'persona'

),

ranked_personas as (

    select
        met.contact_id, met.as_of_date, met.group_id as persona_id,
        row_number() over (
            partition by met.contact_id, met.as_of_date order by min({{ safe_number('personas.priority') }}), met.group_id
        ) as precedence_rank
    from ({{ select_groups_met('persona_facts', 'matches', 'persona') }}) as met
    inner join {{ policy_seed('personas') }}
        on met.group_id = personas.persona_id
    left join known
        on met.contact_id = known.contact_id
        and met.as_of_date = known.as_of_date
        and known.attribute = 'persona'
    where known.attribute is null
    group by met.contact_id, met.as_of_date, met.group_id

),

facts as (

    select * from persona_facts
    union all
    select contact_id, as_of_date, 'persona' as attribute, persona_id as value from ranked_personas
    where precedence_rank = 1

),

condition_facts as (

    select * from facts
    union all
    {{ select_answers('moments', 'questions', 'facts', 'condition_names') }}
    where questions.subject = 'persona'

),

met as (
    {{ select_groups_met('condition_facts', 'matches', 'condition') }}

)

select * from condition_facts
where {{ asks_what_is_known('attribute') }}
union all
select contact_id, as_of_date, 'persona' as attribute, persona_id as value from ranked_personas
where precedence_rank = 1
union all
-- unknown is not met
select
    moments.contact_id, moments.as_of_date, condition_names.attribute,
    case when met.group_id is null then 'no' else 'yes' end as value
from moments
cross join condition_names
left join met
    on moments.contact_id = met.contact_id
    and moments.as_of_date = met.as_of_date
    and condition_names.attribute = met.group_id
