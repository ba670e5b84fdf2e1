{#- A select of what is wrong with conditions and with what names one, as int_policy_rule_problems tells it, from the policy's lines. -#}
{% macro select_condition_problems(lines) -%}
    {%- set condition_names -%}
    (select distinct item_id as condition from {{ lines }} where seed_name = 'conditions')
    {%- endset -%}
    -- personas come before conditions, and conditions do not build on each other
    select
        lines.seed_name, lines.line_number, lines.row_key, 'attribute', lines.attribute,
        case lines.seed_name when 'personas' then 'persona_of_condition' else 'condition_of_condition' end, null
    from {{ lines }} as lines
    inner join {{ condition_names }} as condition_names
        on lines.attribute in (condition_names.condition, 'knows_' || condition_names.condition)
    where lines.seed_name in ('conditions', 'personas')

    union all

    select seed_name, line_number, row_key, 'condition', item_id, 'condition_named_as_attribute', null
    from {{ lines }}
    where
        seed_name = 'conditions'
        and (
            item_id in ('{{ lead_scoring.attributes_of_the_engine() | join("', '") }}')
            or {{ lead_scoring.is_made_of_another('item_id') }}
        )

    union all

    -- what is put together nobody can state
    select
        stated.seed_name, stated.line_number, stated.row_key, stated.column_name, stated.attribute, 'stated_condition', null
    from (
        select seed_name, line_number, row_key, 'name' as column_name, name as attribute
        from {{ lines }}
        where seed_name = 'journeys' and kind = 'attribute'
        union all
        select seed_name, line_number, row_key, 'attribute', attribute
        from {{ lines }}
        where seed_name = 'inferred_attributes'
    ) as stated
    left join {{ condition_names }} as condition_names
        on stated.attribute = condition_names.condition
    where condition_names.condition is not null or {{ asks_what_is_known('stated.attribute') }}
{%- endmacro %}
