{#- A view as dbt-duckdb makes it, that does not name its database: a DuckDB file may be copied, renamed or attached under another name. -#}
{% macro duckdb__create_view_as(relation, sql) -%}
    {{ return(dbt.duckdb__create_view_as(relation, sql | replace(adapter.quote(relation.database) ~ '.', ''))) }}
{%- endmacro %}
