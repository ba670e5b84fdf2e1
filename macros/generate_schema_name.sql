{#- Schema of a model: the configured name (marts, intermediate, …) in production, where the target's schema is `main`;
    with the developer's schema before it everywhere else (ana_marts), so that nobody overwrites anybody. Installed in another project, as
    that project names its schemas, with the package's name before ours: its own marts are not mixed with these. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- do lead_scoring.check_file_name() -%}
    {%- if project_name != 'lead_scoring' -%}
        {%- set is_ours = custom_schema_name in ['staging', 'intermediate', 'marts', 'seeds'] -%}
        {%- set name_schema = context.get(project_name, {}).get('generate_schema_name', dbt.generate_schema_name) -%}
        {{ name_schema('lead_scoring_' ~ custom_schema_name if is_ours else custom_schema_name, node) }}
    {%- elif custom_schema_name is none -%}
        {{ target.schema }}
    {%- elif target.schema == 'main' -%}
        {{ custom_schema_name | trim }}
    {%- else -%}
        {{ target.schema }}_{{ custom_schema_name | trim }}
    {%- endif -%}
{%- endmacro %}
