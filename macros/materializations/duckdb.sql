{#- Tables and views on DuckDB change in one transaction: the old one goes, the new one comes, both or neither is seen.
    dbt-duckdb makes a table under another name, renames twice and drops, and sees to indexes, foreign keys and grants: no model has any.
    A host's models are made as ever, also where a flag of its lets packages replace materializations. -#}
{% materialization table, adapter='duckdb' -%}
    {{ return(lead_scoring.replace_on_duckdb('table') if model.package_name == 'lead_scoring' else dbt.materialization_table_duckdb()) }}
{%- endmaterialization %}

{% materialization view, adapter='duckdb' -%}
    {{ return(lead_scoring.replace_on_duckdb('view') if model.package_name == 'lead_scoring' else dbt.materialization_view_duckdb()) }}
{%- endmaterialization %}

{% macro replace_on_duckdb(kind) %}
    {%- set target_relation = this.incorporate(type=kind) -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- if existing_relation is not none %}
        {%- call statement('drop') -%}
            drop {{ existing_relation.type }} if exists {{ existing_relation }}
        {%- endcall %}
        {%- do adapter.cache_dropped(existing_relation) %}
    {%- endif %}
    {%- call statement('main') -%}
        {%- if kind == 'view' -%}
            {{ get_create_view_as_sql(target_relation, sql) }}
        {%- else -%}
            {{ create_table_as(False, target_relation, compiled_code) }}
        {%- endif -%}
    {%- endcall %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do persist_docs(target_relation, model) %}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmacro %}
