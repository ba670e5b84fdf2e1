{#- At the start of a run: the memory that DuckDB may take, from the environment variable LEAD_SCORING_MEMORY (8GB); four fifths of the
    machine's unless given. Beyond it DuckDB works on disk. Other warehouses have their own ways. -#}
{% macro limit_memory() -%}
    {{ return(adapter.dispatch('limit_memory', 'lead_scoring')()) }}
{%- endmacro %}

{% macro default__limit_memory() -%}
{%- endmacro %}

{% macro duckdb__limit_memory() -%}
    {%- set limit = env_var('LEAD_SCORING_MEMORY', '') -%}
    {%- if limit -%}
        set memory_limit = {{ dbt.string_literal(dbt.escape_single_quotes(limit)) }}
    {%- endif -%}
{%- endmacro %}
