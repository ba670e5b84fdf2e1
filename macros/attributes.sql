{#- The columns of contacts that are attributes of a lead. -#}
{% macro contact_attributes() -%}
    {{ return([
        'full_name', 'email', 'phone', 'job_title', 'department', 'country', 'region', 'city', 'age', 'annual_income',
        'children', 'lead_source', 'campaign', 'email_status',
    ]) }}
{%- endmacro %}


{#- The columns of accounts that are. -#}
{% macro account_attributes() -%}
    {{ return([
        'account_name', 'domain', 'industry', 'business_model', 'company_type', 'employee_count', 'annual_revenue', 'technologies',
    ]) }}
{%- endmacro %}


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


{#- A select of the type of each attribute that has one (attribute, value_type): what the seed attribute_types says; else what the columns of
    contacts and accounts are; else `number` for an attribute that rules compare with a number and none with a pattern. -#}
{% macro select_attribute_types(attribute_types, rules) -%}
    {%- set known_columns = {
        'age': 'whole', 'children': 'whole', 'employee_count': 'whole', 'annual_income': 'number', 'annual_revenue': 'number'
    } -%}
    select
        attribute,
        value_type
    from (
        select
            attribute,
            value_type,
            row_number() over (partition by attribute order by precedence, value_type) as precedence_rank
        from (
            select attribute, value_type, 1 as precedence from {{ attribute_types }}
            {%- for column, value_type in known_columns.items() %}
            union all
            select '{{ column }}', '{{ value_type }}', 2
            {%- endfor %}
            union all
            select attribute, 'number', 3
            from {{ rules }}
            where attribute is not null
            group by attribute
            having count(coalesce(at_least, below)) > 0 and count(pattern) = 0
        ) as said
    ) as ranked
    where precedence_rank = 1
{%- endmacro %}


{#- The rank of an attribute's origin: declared beats enriched beats inferred beats any other. -#}
{% macro origin_rank(origin) -%}
    case {{ origin }} when 'declared' then 1 when 'enriched' then 2 when 'inferred' then 3 else 4 end
{%- endmacro %}


{#- The domain of an e-mail address in lower case: what follows the last @; null where there is none. -#}
{% macro email_domain(email) -%}
    nullif({{ lowered(found_in(email, '@([^@]+)$')) }}, '')
{%- endmacro %}


{#- The attributes that name a person, as a list of literals: no public table but the call list tells them. -#}
{% macro personal_attributes() -%}
    'full_name', 'email', 'phone'
{%- endmacro %}
