{#- Tables on Spark, of Parquet, and of those that keep rows what dbt-spark cannot: rows by a key, and changes that a run which is killed leaves
    made or not made (macros/rows.sql). A host's models are made as ever. -#}
{% materialization table, adapter='spark' -%}
    {{ return(lead_scoring.replace_on_spark() if model.package_name == 'lead_scoring' else dbt.materialization_table_spark()) }}
{%- endmaterialization %}

{% materialization incremental, adapter='spark' -%}
    {{ return(lead_scoring.append_on_spark() if model.package_name == 'lead_scoring' else dbt.materialization_incremental_spark()) }}
{%- endmaterialization %}

{% macro replace_on_spark() %}
    {{ run_hooks(pre_hooks) }}
    {%- do lead_scoring.make_on_spark() -%}
    {%- do persist_docs(this, model) -%}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmacro %}

{% macro make_on_spark() %}
    {%- set query = compiled_code -%}
    {%- if config.get('contract').enforced -%}
        {%- do get_assert_columns_equivalent(query) -%}
        {%- set query = get_select_subquery(query) -%}
    {%- endif -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- if existing_relation is not none -%}
        {%- do adapter.drop_relation(existing_relation) -%}
    {%- endif -%}
    {%- do lead_scoring.create_with_rows(this, query) -%}
    {%- call noop_statement('main', 'made') -%}{{ query }}{%- endcall -%}
{% endmacro %}

{% macro append_on_spark() %}
    {{ run_hooks(pre_hooks) }}
    {%- if not is_incremental() -%}
        {%- do lead_scoring.make_on_spark() -%}
    {%- else -%}
        {%- set fresh = this.incorporate(path={'identifier': 'fresh_rows_of_' ~ this.identifier}).include(database=false, schema=false) -%}
        {%- do run_query('create or replace temporary view ' ~ fresh ~ ' as ' ~ compiled_code) -%}
        {%- do process_schema_changes(config.get('on_schema_change') or 'ignore', fresh, this) -%}
        {%- set found = adapter.get_columns_in_relation(this) | map(attribute='name') | list -%}
        {%- set names = adapter.get_columns_in_relation(fresh) | map(attribute='name') | select('in', found) | map('string') | list -%}
        {%- set rows = 'select ' ~ names | join(', ') ~ ' from ' ~ fresh -%}
        {%- if config.get('unique_key') -%}
            {%- set key = config.get('unique_key') -%}
            {%- do lead_scoring.swap(this, [
                'select * from ' ~ this ~ ' where not coalesce(' ~ key ~ ' in (select fresh.' ~ key ~ ' from ' ~ fresh ~ ' as fresh), false)',
                '(' ~ names | join(', ') ~ ') ' ~ rows
            ]) -%}
        {%- elif config.get('full_refresh') == false -%}
            {%- do lead_scoring.insert_rows(this, names, rows) -%}
        {%- else -%}
            {#- what can be read again: the days of a run that was cut off are (int_loaded_days) -#}
            {%- do run_query('insert into ' ~ this ~ ' (' ~ names | join(', ') ~ ') ' ~ rows) -%}
        {%- endif -%}
        {%- do run_query('drop view ' ~ fresh) -%}
        {%- call noop_statement('main', 'appended') -%}{{ compiled_code }}{%- endcall -%}
    {%- endif -%}
    {%- do persist_docs(this, model) -%}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmacro %}
