{#- A raw table as a subquery: every column that the source declares, as trimmed text (blank = null), plus raw_row_number (the row's
    place in this reading, unless not `numbered`: numbering keeps filters and single columns from the files) and surplus_cells (text of
    a cell beyond the header, null where there is none). A column of `timestamps` is a timestamp, with what cannot be read as one in
    <column>_text. Values that are times already are not written out and read again; those of the column `filtered_by` are not even
    looked at, so that a filter on them reaches the files.
    DuckDB reads files (macros/raw_files.sql) unless the var raw_schema names tables; other warehouses read the source's relation. Where vars
    lead_scoring_<table> name relations (macros/host.sql), they alone are read.
    An absent table has no rows, an absent column is null, unless the source marks it `meta.required`: then the build stops and says
    what is missing and where it was looked for. -#}
{% macro raw_table(name, timestamps=[], filtered_by=none, numbered=true) -%}
    {%- set named = lead_scoring.relation_of_host(name) -%}
    {%- if named is none -%}
        {%- do source('raw', name) -%}
    {%- endif -%}
    {%- if execute -%}
        {%- set declared = lead_scoring.raw_declaration(name) -%}
        {%- set readings = raw_readings(name) if named is none else [lead_scoring.reading_of_host(name, named)] if named else [] -%}
        {{- lead_scoring.check_raw_table(name, declared, readings) -}}
        (
            select
                {% if numbered -%}
                {{ place_in_reading() }} as raw_row_number,
                {% endif -%}
                {% for column in declared.columns -%}
                readings.{{ column }},
                {% if column in timestamps -%}
                case when readings.{{ column }} is null then readings.{{ column }}_text end as {{ column }}_text,
                {% endif -%}
                {% endfor -%}
                readings.surplus_cells
            from (
                {% for reading in readings or [{'columns': {}, 'times': {}}] -%}
                {{ lead_scoring.select_raw_columns(declared, reading, timestamps, filtered_by) }}
                {{ 'union all' if not loop.last }}
                {% endfor %}
            ) as readings
        ) as {{ name }}
    {%- endif -%}
{%- endmacro %}


{#- The place of a row among those of its reading. -#}
{% macro place_in_reading() -%}
    {{ return(adapter.dispatch('place_in_reading', 'lead_scoring')()) }}
{%- endmacro %}

{% macro default__place_in_reading() -%}
    row_number() over ()
{%- endmacro %}

{#- Snowflake wants an order. -#}
{% macro snowflake__place_in_reading() -%}
    row_number() over (order by null)
{%- endmacro %}

{#- Spark numbers rows in an order only; its ids rise with the rows of a file, and with the files. -#}
{% macro spark__place_in_reading() -%}
    monotonically_increasing_id()
{%- endmacro %}


{#- The YAML declaration of a raw table: the one list of its columns. -#}
{% macro raw_declaration(name) -%}
    {{ return(graph.sources['source.lead_scoring.raw.' ~ name]) }}
{%- endmacro %}


{#- Stops the build, in words, where a required raw table or a required column is missing. -#}
{% macro check_raw_table(name, declared, readings) -%}
    {%- set named = lead_scoring.relation_of_host(name) -%}
    {%- set wanted = raw_location(name) if named is none else 'what the var lead_scoring_' ~ name ~ ' names, and there is no such var' -%}
    {%- if declared.meta.required and not readings -%}
        {{ exceptions.raise_compiler_error("The raw table '" ~ name ~ "' is missing. It was looked for as " ~ wanted ~ ".") }}
    {%- endif -%}
    {%- for reading in readings -%}
        {%- for column in declared.columns.values() if column.meta.required and column.name not in reading.columns -%}
            {{ exceptions.raise_compiler_error(
                "The raw table '" ~ name ~ "' has no column '" ~ column.name ~ "', which it needs. It was looked for in "
                ~ reading.place ~ ", which has: "
                ~ lead_scoring.printable(reading.columns | reject('equalto', 'surplus_cells') | join(', ') or 'nothing', longest=1000) ~ "."
            ) }}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}


{#- A select of one reading (raw_readings), no rows without a relation: text is trimmed before it is read as a time, for SQL that repeats the
    trimming takes the warehouse longer to plan than to run. <column>_text of a timestamp is its text. -#}
{% macro select_raw_columns(declared, reading, timestamps, filtered_by) -%}
    select
        {%- for column in declared.columns %}
        {%- if column in timestamps %}
        {{ 'times.' ~ column if column in reading.times and column == filtered_by else known_time('times.' ~ column) }} as {{ column }},
        times.{{ column }}_text,
        {%- else %}
        times.{{ column }},
        {%- endif %}
        {%- endfor %}
        times.surplus_cells
    from (
        select
            {%- for column in declared.columns %}
            {%- if column in timestamps and column not in reading.times %}
            {{ safe_timestamp('cells.' ~ column, checked=false) }} as {{ column }},
            cells.{{ column }} as {{ column }}_text,
            {%- elif column in timestamps %}
            cells.{{ column }},
            cells.{{ column }}_text,
            {%- else %}
            cells.{{ column }},
            {%- endif %}
            {%- endfor %}
            cells.surplus_cells
        from (
            select
                {%- for column in declared.columns %}
                {%- set text = lead_scoring.raw_text(reading.columns, column) %}
                {%- if column in timestamps and column in reading.times %}
                {{ reading.times[column] }} as {{ column }},
                {{ 'cast(null as ' ~ type_text() ~ ')' if column == filtered_by else text }} as {{ column }}_text,
                {%- else %}
                {{ text }} as {{ column }},
                {%- endif %}
                {%- endfor %}
                {{ lead_scoring.raw_text(reading.columns, 'surplus_cells') }} as surplus_cells
            {{ 'from ' ~ reading.relation if reading.relation else no_rows() }}
        ) as cells
    ) as times
{%- endmacro %}


{#- A column of a reading as trimmed text; null where the reading has no such column. -#}
{% macro raw_text(columns, name) -%}
    {{ return(trimmed(columns[name]) if name in columns else 'cast(null as ' ~ type_text() ~ ')') }}
{%- endmacro %}


{#- Where a raw table is looked for, in words. -#}
{% macro raw_location(name) -%}
    {{ return(adapter.dispatch('raw_location', 'lead_scoring')(name)) }}
{%- endmacro %}

{% macro default__raw_location(name) -%}
    {{ return('the table ' ~ source('raw', name) ~ ' (change it with --vars \'{raw_schema: schema, raw_database: database}\')') }}
{%- endmacro %}

{% macro duckdb__raw_location(name) -%}
    {%- if var('raw_schema') -%}
        {{ return(lead_scoring.default__raw_location(name)) }}
    {%- endif -%}
    {%- set path = lead_scoring.raw_folder() ~ '/' ~ name -%}
    {{ return(path ~ '.csv and ' ~ path ~ '.parquet, and in the folder ' ~ path ~ ' (change it with --vars \'{raw_path: folder}\')') }}
{%- endmacro %}


{#- What there is to read of a raw table: a list of relation (SQL), columns (name → SQL as text), times (name → SQL of the timestamp,
    for columns that are times already) and place (for messages). -#}
{% macro raw_readings(name) -%}
    {{ return(adapter.dispatch('raw_readings', 'lead_scoring')(name)) }}
{%- endmacro %}

{#- The source's relation. -#}
{% macro default__raw_readings(name) -%}
    {%- set relation = source('raw', name) -%}
    {%- set found = adapter.get_relation(relation.database, relation.schema, relation.identifier) -%}
    {{ return([lead_scoring.relation_reading(name, found)] if found else []) }}
{%- endmacro %}

{#- The reading of a relation; it has no columns where there is no such relation. -#}
{% macro relation_reading(name, relation) -%}
    {%- set columns = [] -%}
    {%- for column in adapter.get_columns_in_relation(relation) -%}
        {%- do columns.append({'name': column.name, 'sql': adapter.quote(column.name), 'type': column.dtype}) -%}
    {%- endfor -%}
    {{ return(lead_scoring.typed_reading(name, relation, columns, relation | string)) }}
{%- endmacro %}

{#- Files, unless the var raw_schema names tables. -#}
{% macro duckdb__raw_readings(name) -%}
    {{ return(lead_scoring.default__raw_readings(name) if var('raw_schema') else lead_scoring.file_readings(name)) }}
{%- endmacro %}


{#- A reading whose columns have types; `columns` is a list of name, sql (how the relation calls it) and type. -#}
{% macro typed_reading(table, relation, columns, place) -%}
    {%- set texts = {} -%}
    {%- set times = {} -%}
    {%- for key, index in lead_scoring.first_of_each_name(table, columns | map(attribute='name') | list, place).items() -%}
        {%- set value = columns[index].sql -%}
        {%- set type = columns[index].type | lower -%}
        {%- if type.startswith('timestamp') or type == 'date' -%}
            {%- do times.update({key: raw_time(value, type)}) -%}
        {%- endif -%}
        {%- do texts.update({key: '(' ~ by_code_point('(' ~ typed_text(value, type) ~ ')') ~ ')'}) -%}
    {%- endfor -%}
    {{ return({'relation': relation, 'columns': texts, 'times': times, 'place': place}) }}
{%- endmacro %}


{#- Names of columns, case and blanks aside → index of the first of that name. Where a declared column is there twice the log says which
    one is read. -#}
{% macro first_of_each_name(table, names, place) -%}
    {%- set first = {} -%}
    {%- set declared = lead_scoring.raw_declaration(table).columns -%}
    {%- for name in names -%}
        {%- set key = name | lower | trim -%}
        {%- if key in first and key in declared -%}
            {%- do lead_scoring.tell(
                place ~ ": two columns are called '" ~ key ~ "': '" ~ lead_scoring.printable(names[first[key]]) ~ "' (column "
                ~ (first[key] + 1) ~ ") is read, '" ~ lead_scoring.printable(name) ~ "' (column " ~ loop.index ~ ") is not."
            ) -%}
        {%- endif -%}
        {%- do first.setdefault(key, loop.index0) -%}
    {%- endfor -%}
    {{ return(first) }}
{%- endmacro %}


{#- A text from a file for a message: what would steer a terminal is a question mark, and it has an end. -#}
{% macro printable(text, longest=100) -%}
    {%- set plain = modules.re.sub('[\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]', '?', text) -%}
    {{ return(plain if plain | length <= longest else plain[:longest - 1] ~ '…') }}
{%- endmacro %}


{#- A value of a typed column as text. -#}
{% macro typed_text(value, type) -%}
    {{ return(adapter.dispatch('typed_text', 'lead_scoring')(value, type)) }}
{%- endmacro %}

{% macro default__typed_text(value, type) -%}
    {%- if type.startswith('timestamp') or type == 'date' -%}
        {{ return('coalesce(' ~ raw_time_as_text(raw_time(value, type)) ~ ', cast(' ~ value ~ ' as ' ~ type_text() ~ '))') }}
    {%- elif type in ('double', 'double precision', 'float', 'float64', 'real') -%}
        {{ return(lead_scoring.floating_number_as_text(value)) }}
    {%- elif type.startswith(('decimal', 'numeric', 'number', 'bignumeric')) -%}
        {{ return(lead_scoring.decimal_number_as_text(value)) }}
    {%- endif -%}
    {{ return('cast(' ~ value ~ ' as ' ~ type_text() ~ ')') }}
{%- endmacro %}

{#- A time with a zone as UTC, for its text would name the session's; bytes that nobody marked as text as the text they are. -#}
{% macro duckdb__typed_text(value, type) -%}
    {%- if type == 'timestamp with time zone' -%}
        {{ return('cast(' ~ value ~ " at time zone 'UTC' as varchar)") }}
    {%- elif type.startswith('timestamp') or type == 'date' -%}
        {{ return('cast(' ~ value ~ ' as varchar)') }}
    {%- elif type == 'blob' -%}
        {{ return('coalesce(try(decode(' ~ value ~ ')), cast(' ~ value ~ ' as varchar))') }}
    {%- endif -%}
    {{ return(lead_scoring.default__typed_text(value, type)) }}
{%- endmacro %}


{#- A floating number as text. A whole one has no point, so that an id that a program made a floating number is the id: its exact digits
    where it fits a bigint, the fewest that tell it apart and zeros beyond. NaN is no number, as where a gap has made one of it. Infinity
    is called so on every warehouse. -#}
{% macro floating_number_as_text(value) -%}
    case
        when {{ value }} = cast('NaN' as {{ dbt.type_float() }}) then null
        when {{ value }} = cast('{{ infinity() }}' as {{ dbt.type_float() }}) then 'Infinity'
        when {{ value }} = cast('-{{ infinity() }}' as {{ dbt.type_float() }}) then '-Infinity'
        when abs({{ value }}) >= 1e37 then cast({{ value }} as {{ type_text() }})
        when abs({{ value }}) >= 9e18 then {{ lead_scoring.huge_number_as_text(value) }}
        when {{ value }} = floor({{ value }}) then cast(cast({{ value }} as bigint) as {{ type_text() }})
        else cast({{ value }} as {{ type_text() }})
    end
{%- endmacro %}


{#- What a warehouse calls infinity. -#}
{% macro infinity() -%}
    {{ return(adapter.dispatch('infinity', 'lead_scoring')()) }}
{%- endmacro %}

{% macro default__infinity() -%}
    {{ return('Infinity') }}
{%- endmacro %}

{% macro snowflake__infinity() -%}
    {{ return('inf') }}
{%- endmacro %}


{#- A whole floating number of 9e18 to 1e37 as text: the fewest digits that tell it apart, and zeros. -#}
{% macro huge_number_as_text(value) -%}
    {{ return(adapter.dispatch('huge_number_as_text', 'lead_scoring')(value)) }}
{%- endmacro %}

{% macro default__huge_number_as_text(value) -%}
    cast(cast(cast({{ value }} as {{ type_text() }}) as {{ type_decimal(38, 0) }}) as {{ type_text() }})
{%- endmacro %}

{#- PostgreSQL's text has a digit too many where the shortest lies halfway between two numbers (9.999999999999999e+22 is 1e23); made a
    decimal, a number has at most fifteen digits. -#}
{% macro postgres__huge_number_as_text(value) -%}
    case
        when cast(cast({{ value }} as numeric) as double precision) = {{ value }} then cast(cast({{ value }} as numeric) as text)
        else {{ lead_scoring.default__huge_number_as_text(value) }}
    end
{%- endmacro %}

{% macro redshift__huge_number_as_text(value) -%}
    {{ return(lead_scoring.default__huge_number_as_text(value)) }}
{%- endmacro %}


{#- A decimal number as text, without the zeros that only its type asks for: 50.000 of a decimal(10, 3) is nobody's fifty thousand. -#}
{% macro decimal_number_as_text(value) -%}
    {%- set text = lead_scoring.decimal_as_text(value) -%}
    case
        when {{ text }} like '%.%' then {{ lead_scoring.without_last(lead_scoring.without_last_zeros(text), '.') }}
        else {{ text }}
    end
{%- endmacro %}


{#- A decimal number as text, with all the zeros of its type. -#}
{% macro decimal_as_text(value) -%}
    {{ return(adapter.dispatch('decimal_as_text', 'lead_scoring')(value)) }}
{%- endmacro %}

{% macro default__decimal_as_text(value) -%}
    {{ return('cast(' ~ value ~ ' as ' ~ type_text() ~ ')') }}
{%- endmacro %}

{#- Spark writes a small one with an exponent, and nothing as 0E-12. -#}
{% macro spark__decimal_as_text(value) -%}
    {{ return("replace(format_number(" ~ value ~ ", 38), ',', '')") }}
{%- endmacro %}


{#- A date or time of a raw table as a UTC timestamp; null where it is not finite (PostgreSQL: or outside the years 0001 to 9999). -#}
{% macro raw_time(value, type) -%}
    {{ return(adapter.dispatch('raw_time', 'lead_scoring')(value, type)) }}
{%- endmacro %}

{% macro default__raw_time(value, type) -%}
    {{ return('cast(' ~ value ~ ' as timestamp)') }}
{%- endmacro %}

{#- Nothing but a cast, so that a filter on it reaches the files. -#}
{% macro duckdb__raw_time(value, type) -%}
    {{ return('cast(' ~ value ~ (" at time zone 'UTC'" if type == 'timestamp with time zone' else '') ~ ' as timestamp)') }}
{%- endmacro %}

{% macro snowflake__raw_time(value, type) -%}
    {{ return(
        'cast(' ~ ("convert_timezone('UTC', " ~ value ~ ')' if type.startswith(('timestamp_tz', 'timestamp_ltz')) else value) ~ ' as timestamp_ntz)'
    ) }}
{%- endmacro %}

{% macro redshift__raw_time(value, type) -%}
    {{ return('cast(' ~ (value ~ " at time zone 'UTC'" if type == 'timestamp with time zone' else value) ~ ' as timestamp)') }}
{%- endmacro %}

{% macro postgres__raw_time(value, type) -%}
    {{ return(
        'case when isfinite(' ~ value ~ ') and ' ~ value ~ " >= '0001-01-01' and " ~ value ~ " < '10000-01-01' then "
        ~ (value ~ " at time zone 'UTC'" if type == 'timestamp with time zone' else 'cast(' ~ value ~ ' as timestamp)')
        ~ ' end'
    ) }}
{%- endmacro %}


{#- A timestamp as text that safe_timestamp reads, whatever the session writes dates like. -#}
{% macro raw_time_as_text(timestamp) -%}
    {{ return(adapter.dispatch('raw_time_as_text', 'lead_scoring')(timestamp)) }}
{%- endmacro %}

{% macro default__raw_time_as_text(timestamp) -%}
    {{ return('cast(' ~ timestamp ~ ' as ' ~ type_text() ~ ')') }}
{%- endmacro %}

{% macro snowflake__raw_time_as_text(timestamp) -%}
    {{ return("to_char(" ~ timestamp ~ ", 'YYYY-MM-DD HH24:MI:SS.FF6')") }}
{%- endmacro %}

{% macro postgres__raw_time_as_text(timestamp) -%}
    {{ return("to_char(" ~ timestamp ~ ", 'YYYY-MM-DD HH24:MI:SS.US')") }}
{%- endmacro %}


{#- For a staging model: the cells of the row that could not be read, as `<column>:<text>` separated by `|`; null where all could. A `|` of
    the text is written as chr(30). `whole`, `numbers`, `amounts` and `flags` are lists of columns that must be one where they are filled in; of
    `unread` what could not be read is in <column>_text. `attributes` are columns whose type the policy says (attribute_types): what is
    not written in digits alone is noted, and rejected_rows decides. Where a cell lies beyond the header the others may have moved into
    columns that are not theirs, names and addresses too: no other text is noted. -#}
{% macro unreadable_columns(attributes=[], whole=[], numbers=[], amounts=[], flags=[], unread=[]) -%}
    nullif(
        case when surplus_cells is not null then 'surplus_cells:|' else '' end
        {%- for column in attributes %}
        || case when translate({{ column }}, '0123456789', '') <> '' then '{{ column }}:' || replace({{ column }}, '|', chr(30)) || '|' else '' end
        {%- endfor %}
        {%- for column in whole %}
        || case when not {{ is_whole(column) }} then {{ lead_scoring.unreadable_cell(column, column) }} else '' end
        {%- endfor %}
        {%- for column in numbers %}
        || case when {{ safe_number(column) }} is null then {{ lead_scoring.unreadable_cell(column, column) }} else '' end
        {%- endfor %}
        {%- for column in amounts %}
        || case when {{ safe_decimal(column) }} is null then {{ lead_scoring.unreadable_cell(column, column) }} else '' end
        {%- endfor %}
        {%- for column in flags %}
        || case when {{ is_no_flag(column) }} then {{ lead_scoring.unreadable_cell(column, column) }} else '' end
        {%- endfor %}
        {%- for column in unread %}
        || {{ lead_scoring.unreadable_cell(column, column ~ '_text') }}
        {%- endfor %},
        ''
    )
{%- endmacro %}


{#- One entry of unreadable_columns(); '' where the text is null. -#}
{% macro unreadable_cell(column, text) -%}
    case
            when {{ text }} is null then ''
            when surplus_cells is not null then '{{ column }}:|'
            else '{{ column }}:' || replace(left({{ text }}, 1000), '|', chr(30)) || '|'
        end
{%- endmacro %}
