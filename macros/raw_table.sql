{#- A raw table as a subquery: every column that the source declares, as trimmed text (blank = null), plus raw_row_number (the row's
    place in this reading) and surplus_cells (text of a cell beyond the header, null where there is none).
    DuckDB reads the files <raw_path>/<table>.csv and .parquet (both: the rows of both); other warehouses read the source's relation.
    An absent table has no rows, an absent column is null, unless the source marks it `meta.required`: then the build stops and says
    what is missing and where it was looked for. -#}
{% macro raw_table(name) -%}
    {%- do source('raw', name) -%}
    {%- if execute -%}
        {%- set declared = lead_scoring.raw_declaration(name) -%}
        {%- set readings = adapter.dispatch('raw_readings', 'lead_scoring')(name) -%}
        {{- lead_scoring.check_raw_table(name, declared, readings) -}}
        (
            select
                row_number() over () as raw_row_number,
                readings.*
            from (
                {% for reading in readings -%}
                {{ lead_scoring.raw_select(declared, reading.columns) }}
                from {{ reading.relation }}
                union all
                {% endfor -%}
                {{ lead_scoring.raw_select(declared, {}) }}
                where 1 = 0
            ) as readings
        ) as {{ name }}
    {%- endif -%}
{%- endmacro %}


{#- The YAML declaration of a raw table: the one list of its columns. -#}
{% macro raw_declaration(name) -%}
    {{ return(graph.sources['source.lead_scoring.raw.' ~ name]) }}
{%- endmacro %}


{#- Stops the build, in words, where a required raw table or a required column is missing. -#}
{% macro check_raw_table(name, declared, readings) -%}
    {%- set wanted = adapter.dispatch('raw_location', 'lead_scoring')(name) -%}
    {%- if declared.meta.required and not readings -%}
        {{ exceptions.raise_compiler_error("The raw table '" ~ name ~ "' is missing. It was looked for as " ~ wanted ~ ".") }}
    {%- endif -%}
    {%- for reading in readings -%}
        {%- for column in declared.columns.values() if column.meta.required and column.name not in reading.columns -%}
            {{ exceptions.raise_compiler_error(
                "The raw table '" ~ name ~ "' has no column '" ~ column.name ~ "', which it needs. It was looked for in "
                ~ reading.place ~ ", which has: " ~ (reading.columns | join(', ')) ~ "."
            ) }}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}


{#- The select list of one reading; `columns` maps a column's name to the SQL that reads it as text. -#}
{% macro raw_select(declared, columns) -%}
    select
        {%- for column in declared.columns.values() %}
        {% if column.name in columns %}{{ trimmed(columns[column.name]) }}{% else %}cast(null as {{ dbt.type_string() }}){% endif %} as {{ column.name }},
        {%- endfor %}
        {% if 'surplus_cells' in columns %}{{ trimmed(columns['surplus_cells']) }}{% else %}cast(null as {{ dbt.type_string() }}){% endif %} as surplus_cells
{%- endmacro %}


{#- Where a raw table is looked for, in words. -#}
{% macro duckdb__raw_location(name) -%}
    {{ return(var('raw_path') ~ '/' ~ name ~ '.csv and ' ~ var('raw_path') ~ '/' ~ name ~ '.parquet (change it with --vars \'{raw_path: folder}\')') }}
{%- endmacro %}


{#- What there is to read of a raw table: a list of relation (SQL), columns (name → SQL as text) and place (for messages). -#}
{% macro duckdb__raw_readings(name) -%}
    {%- set readings = [] -%}
    {%- set path = var('raw_path') ~ '/' ~ name -%}
    {%- for file in lead_scoring.duckdb_column("select file from glob(" ~ dbt.string_literal(path ~ '.csv') ~ ")") -%}
        {%- do readings.append(lead_scoring.csv_reading(file)) -%}
    {%- endfor -%}
    {%- for file in lead_scoring.duckdb_column("select file from glob(" ~ dbt.string_literal(path ~ '.parquet') ~ ")") -%}
        {%- do readings.append(lead_scoring.parquet_reading(file)) -%}
    {%- endfor -%}
    {{ return(readings) }}
{%- endmacro %}


{#- The first column of a query's rows, as a list. -#}
{% macro duckdb_column(query) -%}
    {{ return(run_query(query).columns[0].values() | list) }}
{%- endmacro %}


{#- How a Parquet file is read: values as text; a time with a zone as UTC, for its text would name the session's. -#}
{% macro parquet_reading(file) -%}
    {%- set relation = 'read_parquet(' ~ dbt.string_literal(file) ~ ')' -%}
    {%- set columns = {} -%}
    {%- for row in run_query('describe select * from ' ~ relation).rows -%}
        {%- set quoted = adapter.quote(row[0]) -%}
        {%- if row[1] == 'TIMESTAMP WITH TIME ZONE' -%}
            {%- set quoted = quoted ~ " at time zone 'UTC'" -%}
        {%- endif -%}
        {%- do columns.update({row[0] | lower | trim: 'cast(' ~ quoted ~ ' as varchar)'}) -%}
    {%- endfor -%}
    {{ return({'relation': relation, 'columns': columns, 'place': file}) }}
{%- endmacro %}


{#- How a CSV file is read: nothing is guessed. Comma, double quote, a header line; short lines are padded, a cell beyond the header
    lands in surplus_cells. A file that is not UTF-8 is read as Latin-1, in which every byte is a character: no line is lost. -#}
{% macro csv_reading(file) -%}
    {%- set literal = dbt.string_literal(file) -%}
    {%- set encoding = lead_scoring.duckdb_column(
        "select case when try(decode(content)) is null then 'latin-1' else 'utf-8' end from read_blob(" ~ literal ~ ")"
    )[0] -%}
    {%- set dialect -%}
        auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', null_padding = true, strict_mode = false,
        parallel = false, max_line_size = 16777216, encoding = '{{ encoding }}'
    {%- endset -%}
    {%- set wide = [] -%}
    {%- for number in range(256) -%}
        {%- do wide.append("'c" ~ number ~ "': 'varchar'") -%}
    {%- endfor -%}
    {%- set first = run_query(
        'select * from read_csv(' ~ literal ~ ', ' ~ dialect ~ ', columns = {' ~ wide | join(', ') ~ '}) limit 1'
    ).rows -%}
    {%- set columns = {} -%}
    {%- set types = [] -%}
    {%- for cell in (first[0] if first else []) if cell is not none -%}
        {%- set name = (cell | string).replace('ï»¿', '') | lower | trim -%}
        {%- do columns.setdefault(name, '_' ~ loop.index) -%}
        {%- do types.append("'_" ~ loop.index ~ "': 'varchar'") -%}
    {%- endfor -%}
    {%- do columns.update({'surplus_cells': '_surplus'}) -%}
    {%- do types.append("'_surplus': 'varchar'") -%}
    {{ return({
        'relation': 'read_csv(' ~ literal ~ ', ' ~ dialect ~ ', skip = 1, columns = {' ~ types | join(', ') ~ '})',
        'columns': columns,
        'place': file
    }) }}
{%- endmacro %}


{#- For a staging model: which cells of the row could not be read, as names separated by `|`; null where all could.
    `numbers`, `amounts` and `timestamps` are lists of columns that must be one where they are filled in. -#}
{% macro unreadable_columns(numbers=[], amounts=[], timestamps=[]) -%}
    nullif(
        case when surplus_cells is not null then 'surplus_cells|' else '' end
        {%- for column in numbers %}
        || case when {{ column }} is not null and {{ safe_number(column) }} is null then '{{ column }}|' else '' end
        {%- endfor %}
        {%- for column in amounts %}
        || case when {{ column }} is not null and {{ safe_decimal(column) }} is null then '{{ column }}|' else '' end
        {%- endfor %}
        {%- for column in timestamps %}
        || case when {{ column }} is not null and {{ safe_timestamp(column) }} is null then '{{ column }}|' else '' end
        {%- endfor %},
        ''
    )
{%- endmacro %}
