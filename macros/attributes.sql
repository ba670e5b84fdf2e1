{#- A select of columns as attribute rows, one select per column: with the id, `attribute` and `value`, blank values left out. -#}
{% macro select_columns_as_attributes(relation, id_columns, columns) -%}
    {%- for column in columns %}
    select
        {{ id_columns | join(', ') }},
        '{{ column }}' as attribute,
        {{ column }} as value
    from {{ relation }}
    where {{ column }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{#- The rank of an attribute's origin: declared beats enriched beats inferred beats any other. -#}
{% macro origin_rank(origin) -%}
    case {{ origin }} when 'declared' then 1 when 'enriched' then 2 when 'inferred' then 3 else 4 end
{%- endmacro %}


{#- The domain of an e-mail address in lower case: what follows the last @; null where there is none. -#}
{% macro email_domain(email) -%}
    nullif({{ lowered(found_in(email, '@([^@]+)$')) }}, '')
{%- endmacro %}
