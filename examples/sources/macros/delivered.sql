{#- A table of a source as a subquery: every column that _sources.yml names, as text (`nested` ones as JSON). A column that this connector does
    not have is null, a table that it does not have is without rows. -#}
{% macro delivered(source_name, name, nested=[]) -%}
    {%- set relation = source(source_name, name) -%}
    {%- if execute -%}
        {%- set declared = graph.sources['source.' ~ project_name ~ '.' ~ source_name ~ '.' ~ name].columns -%}
        {%- set found = adapter.dispatch('columns_there')(relation) -%}
        (
            select
                {%- for column in declared %}
                {{ adapter.dispatch('as_text')(found[column] or 'null', column in nested) }} as {{ adapter.quote(column) }}{{ ',' if not loop.last }}
                {%- endfor %}
            {% if found -%}
            from {{ relation }}
            {%- else -%}
            where 1 = 0
            {%- endif %}
        ) as delivered
    {%- endif -%}
{%- endmacro %}


{#- A column as text; a nested one as JSON. -#}
{% macro default__as_text(column, is_nested) -%}
    cast({{ column }} as {{ dbt.type_string() }})
{%- endmacro %}

{% macro duckdb__as_text(column, is_nested) -%}
    cast({{ 'to_json(' ~ column ~ ')' if is_nested and column != 'null' else column }} as {{ dbt.type_string() }})
{%- endmacro %}


{#- The columns of a relation that are there, as a mapping: name in lower case → name in SQL. Empty where there is no such table. -#}
{% macro default__columns_there(relation) -%}
    {%- set there = adapter.get_relation(relation.database, relation.schema, relation.identifier) -%}
    {%- set found = {} -%}
    {%- for column in (adapter.get_columns_in_relation(there) if there else []) -%}
        {%- do found.update({column.name | lower: adapter.quote(column.name)}) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

{#- On DuckDB a source may be a reading of files, of which the first text is the path. -#}
{% macro duckdb__columns_there(relation) -%}
    {%- set path = modules.re.search("\\(\\s*'([^']+)'", relation | string) -%}
    {%- if not path -%}
        {{ return(default__columns_there(relation)) }}
    {%- endif -%}
    {%- set found = {} -%}
    {%- if run_query("select file from glob('" ~ path.group(1) ~ "')").rows -%}
        {%- for row in run_query('describe select * from ' ~ relation).rows -%}
            {%- do found.update({row[0] | lower: adapter.quote(row[0])}) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(found) }}
{%- endmacro %}


{#- The rows of several models, as text: a column that one of them lacks is null in its rows. -#}
{% macro united(names) -%}
    {%- set relations = [] -%}
    {%- for name in names -%}
        {%- do relations.append(ref(name)) -%}
    {%- endfor -%}
    {%- if execute -%}
        {%- set columns = {} -%}
        {%- set own = [] -%}
        {%- for relation in relations -%}
            {%- do own.append(adapter.get_columns_in_relation(relation) | map(attribute='name') | map('lower') | list) -%}
            {%- for column in own[-1] -%}
                {%- do columns.update({column: true}) -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- for relation in relations %}
        {%- set there = own[loop.index0] %}
        select
            {%- for column in columns %}
            cast({{ adapter.quote(column) if column in there else 'null' }} as {{ dbt.type_string() }}) as {{ adapter.quote(column) }}{{ ',' if not loop.last }}
            {%- endfor %}
        from {{ relation }}
        {{ 'union all' if not loop.last }}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
