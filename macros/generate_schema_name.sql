{#- Schema of a model: the configured name (marts, intermediate, …) in production, where the target's schema is `main`;
    with the developer's schema before it everywhere else (ana_marts), so that nobody overwrites anybody. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- if custom_schema_name is none -%}
        {{ target.schema }}
    {%- elif target.schema == 'main' -%}
        {{ custom_schema_name | trim }}
    {%- else -%}
        {{ target.schema }}_{{ custom_schema_name | trim }}
    {%- endif -%}
{%- endmacro %}
