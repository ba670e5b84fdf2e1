{#- A yes/no column, whether the warehouse holds it as boolean or as text; null is no. -#}
{% macro is_true(column) -%}
    coalesce(lower(cast({{ column }} as {{ dbt.type_string() }})), 'false') in ('true', 't', '1')
{%- endmacro %}


{#- An e-mail address as it is compared; null stays null. -#}
{% macro address(column) -%}
    lower(trim({{ column }}))
{%- endmacro %}


{#- What stands for a mailbox in the raw tables, so that they do not hold addresses of people whom nobody knows; null stays null. -#}
{% macro mailbox(address) -%}
    'mailbox-' || {{ dbt.hash(address) }}
{%- endmacro %}


{#- Words as the rules' patterns write them: Demo Request → demo-request. -#}
{% macro slug(column) -%}
    lower(replace(trim({{ column }}), ' ', '-'))
{%- endmacro %}


{#- The path of a page's address: https://www.example.com/pricing?a=1#top → /pricing; / where there is none. -#}
{% macro path_of(url) -%}
    {%- set page = 'split_part(split_part(' ~ url ~ ", '?', 1), '#', 1)" -%}
    case
        when {{ page }} like '%://%/%'
            then substring({{ page }}, length(split_part({{ page }}, '/', 1)) + length(split_part({{ page }}, '/', 3)) + 3)
        when {{ page }} like '%://%' then '/'
    end
{%- endmacro %}


{#- Models lie in the schema that they name, whoever builds. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}
