{#- Rows of tables that are kept from run to run: deleted, changed, added. Tables of Parquet (Spark) cannot change a row: there the whole table
    is written anew beside the old one and takes its place (swap). -#}


{#- For config: how a table that keeps rows gets those of a run, whose pre-hooks have deleted what it replaces. -#}
{% macro adding_rows() -%}
    {{ return(adapter.dispatch('adding_rows', 'lead_scoring')()) }}
{%- endmacro %}

{% macro default__adding_rows() -%}
    {{ return('append') }}
{%- endmacro %}

{#- dbt-bigquery has no append; a merge without a key adds all rows. -#}
{% macro bigquery__adding_rows() -%}
    {{ return('merge') }}
{%- endmacro %}


{#- For config: how a table gets the rows of whole days (its unique_key and its by_day) in place of those that it has of them. -#}
{% macro replacing_days() -%}
    {{ return(adapter.dispatch('replacing_days', 'lead_scoring')()) }}
{%- endmacro %}

{% macro default__replacing_days() -%}
    {{ return('delete+insert') }}
{%- endmacro %}

{% macro bigquery__replacing_days() -%}
    {{ return('insert_overwrite') }}
{%- endmacro %}


{#- For config: partitions by a column of days, where whoever reads or deletes some days pays for all otherwise. -#}
{% macro by_day(column) -%}
    {{ return(adapter.dispatch('by_day', 'lead_scoring')(column)) }}
{%- endmacro %}

{% macro default__by_day(column) -%}
    {{ return(none) }}
{%- endmacro %}

{% macro bigquery__by_day(column) -%}
    {{ return({'field': column, 'data_type': 'date'}) }}
{%- endmacro %}


{#- Can rows of a table be changed in place? -#}
{% macro can_change_rows() -%}
    {{ return(adapter.dispatch('can_change_rows', 'lead_scoring')()) }}
{%- endmacro %}

{% macro default__can_change_rows() -%}
    {{ return(true) }}
{%- endmacro %}

{% macro spark__can_change_rows() -%}
    {{ return(false) }}
{%- endmacro %}

{% macro databricks__can_change_rows() -%}
    {{ return(true) }}
{%- endmacro %}


{#- Deletes the rows of a relation that meet a condition. -#}
{% macro delete_rows(relation, condition) -%}
    {{ return(adapter.dispatch('delete_rows', 'lead_scoring')(relation, condition)) }}
{%- endmacro %}

{% macro default__delete_rows(relation, condition) -%}
    delete from {{ relation }} where {{ condition }}
{%- endmacro %}

{#- DuckDB plans what follows in a transaction as if rows deleted in it were still there: where all 77 million days of a million leads had gone,
    counting them anew took more memory than there was. Where millions go, the table is made anew of the others, in the same transaction. -#}
{% macro duckdb__delete_rows(relation, condition) -%}
    {%- set many = 5000000 -%}
    {%- set counts = ['select count(*) from ' ~ relation, 'select count(*) from ' ~ relation ~ ' where ' ~ condition] -%}
    {%- if execute and run_query(counts[0]).rows[0][0] > many and run_query(counts[1]).rows[0][0] > many -%}
    create or replace table {{ relation }} as select * from {{ relation }} where not coalesce(({{ condition }}), false)
    {%- else -%}
    {{ lead_scoring.default__delete_rows(relation, condition) }}
    {%- endif -%}
{%- endmacro %}

{% macro spark__delete_rows(relation, condition) -%}
    {%- if run_query('select 1 from ' ~ relation ~ ' where ' ~ condition ~ ' limit 1').rows -%}
        {%- do lead_scoring.swap(relation, ['select * from ' ~ relation ~ ' where not coalesce((' ~ condition ~ '), false)']) -%}
    {%- endif -%}
{%- endmacro %}


{#- Sets a column to a value in the rows of a relation that meet a condition. -#}
{% macro set_in_rows(relation, column, value, condition) -%}
    {{ return(adapter.dispatch('set_in_rows', 'lead_scoring')(relation, column, value, condition)) }}
{%- endmacro %}

{% macro default__set_in_rows(relation, column, value, condition) -%}
    update {{ relation }} set {{ column }} = {{ value }} where {{ condition }}
{%- endmacro %}

{% macro spark__set_in_rows(relation, column, value, condition) -%}
    {%- if run_query('select 1 from ' ~ relation ~ ' where ' ~ condition ~ ' limit 1').rows -%}
        {%- set cells = [] -%}
        {%- for name in adapter.get_columns_in_relation(relation) | map(attribute='name') -%}
            {%- do cells.append(value if name == column else adapter.quote(name)) -%}
        {%- endfor -%}
        {#- two selects, for Spark knows no subquery within a case of the select list -#}
        {%- do lead_scoring.swap(relation, [
            'select * from ' ~ relation ~ ' where not coalesce((' ~ condition ~ '), false)',
            'select ' ~ cells | join(', ') ~ ' from ' ~ relation ~ ' where ' ~ condition
        ]) -%}
    {%- endif -%}
{%- endmacro %}


{#- Adds the rows of a select, of the columns `names`, to a table. -#}
{% macro insert_rows(relation, names, query) -%}
    {{ return(adapter.dispatch('insert_rows', 'lead_scoring')(relation, names, query)) }}
{%- endmacro %}

{% macro default__insert_rows(relation, names, query) -%}
    insert into {{ relation }} ({{ names | join(', ') }})
    {{ query }}
{%- endmacro %}

{% macro spark__insert_rows(relation, names, query) -%}
    {%- if run_query('select 1 from (' ~ query ~ ') as fresh limit 1').rows -%}
        {%- do lead_scoring.swap(relation, ['select * from ' ~ relation, '(' ~ names | join(', ') ~ ') ' ~ query]) -%}
    {%- endif -%}
{%- endmacro %}


{#- Puts the rows of a select, of the columns `names`, in the place of all rows of a table, which the select does not read. In a hook, as one of
    several statements. -#}
{% macro replace_rows(relation, names, query) -%}
    {{ return(adapter.dispatch('replace_rows', 'lead_scoring')(relation, names, query)) }}
{%- endmacro %}

{% macro default__replace_rows(relation, names, query) %}
    delete from {{ relation }};
    insert into {{ relation }} ({{ names | join(', ') }}) {{ query }};
{%- endmacro %}

{% macro spark__replace_rows(relation, names, query) -%}
    {%- do run_query('insert overwrite ' ~ relation ~ ' (' ~ names | join(', ') ~ ') ' ~ query) -%}
{%- endmacro %}


{#- Makes a table of the rows of a select. -#}
{% macro create_with_rows(relation, query) -%}
    {{ return(adapter.dispatch('create_with_rows', 'lead_scoring')(relation, query)) }}
{%- endmacro %}

{% macro default__create_with_rows(relation, query) -%}
    create table {{ relation }} as
    {{ query }}
{%- endmacro %}

{#- The metastore knows the table before its first file is written. A table that is made in one statement and killed leaves files that no table
    has, and no later run could make one in their place. -#}
{% macro spark__create_with_rows(relation, query) -%}
    {%- set rows = 'rows_of_' ~ relation.schema ~ '_' ~ relation.identifier -%}
    {%- do run_query('create or replace temporary view ' ~ rows ~ ' as ' ~ query) -%}
    {%- do run_query('create table ' ~ relation ~ ' like ' ~ rows ~ ' using parquet') -%}
    {%- do run_query('insert into ' ~ relation ~ ' select * from ' ~ rows) -%}
    {%- do run_query('drop view ' ~ rows) -%}
{%- endmacro %}


{#- Spark: gives a table other rows, those of `queries` one after the other. They are written to <table>__kept, which takes the table's place
    when it is whole. So while the table is there it holds the truth, and where it is missing <table>__kept does: mend_swaps sees to a
    run that was cut off between the two. -#}
{% macro swap(relation, queries) -%}
    {%- set kept = lead_scoring.kept_beside(relation) -%}
    {%- do run_query('drop table if exists ' ~ kept) -%}
    {%- do run_query('create table ' ~ kept ~ ' like ' ~ relation ~ ' using parquet') -%}
    {%- for query in queries -%}
        {%- do run_query('insert into ' ~ kept ~ ' ' ~ query) -%}
    {%- endfor -%}
    {%- do lead_scoring.put_in_place(relation) -%}
{%- endmacro %}

{#- Spark: <table>__kept, which is whole, becomes the table. -#}
{% macro put_in_place(relation) -%}
    {%- do run_query('drop table if exists ' ~ relation) -%}
    {%- do run_query('alter table ' ~ lead_scoring.kept_beside(relation) ~ ' rename to ' ~ relation) -%}
{%- endmacro %}

{% macro kept_beside(relation) -%}
    {{ return(api.Relation.create(database=none, schema=relation.schema, identifier=relation.identifier ~ '__kept', type='table')) }}
{%- endmacro %}

{#- Spark, at the start of a run: ends what a run that was cut off has begun. A table that has gone gets back its rows, all of them, with the
    change; one that is still there keeps those it has, for the next run makes the change again. -#}
{% macro mend_swaps() -%}
    {%- for node in graph.nodes.values() if node.package_name == 'lead_scoring' and node.resource_type == 'model' -%}
        {%- if node.config.materialized == 'incremental' -%}
            {%- do lead_scoring.mend_swap(api.Relation.create(database=none, schema=node.schema, identifier=node.alias, type='table')) -%}
        {%- elif node.access == 'public' -%}
            {%- do lead_scoring.mend_swap(lead_scoring.run_claims().incorporate(path={'identifier': 'released_' ~ node.alias})) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}

{% macro mend_swap(table) -%}
    {%- set kept = adapter.get_relation(database=none, schema=table.schema, identifier=table.identifier ~ '__kept') -%}
    {%- if kept and adapter.get_relation(database=none, schema=table.schema, identifier=table.identifier) -%}
        {%- do adapter.drop_relation(kept) -%}
    {%- elif kept -%}
        {%- do adapter.rename_relation(kept, table) -%}
    {%- endif -%}
{%- endmacro %}
