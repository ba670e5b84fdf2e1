{#- A raw table as a subquery: every column that the source declares, as trimmed text (blank = null), plus raw_row_number (the row's
    place in this reading, unless not `numbered`: numbering keeps filters and single columns from the files) and surplus_cells (text of
    a cell beyond the header, null where there is none). A column of `timestamps` is a timestamp, with what cannot be read as one in
    <column>_text: values that are times already are not written out and read again, so that a filter on them reaches the files.
    DuckDB reads the files <raw_path>/<table>.csv and .parquet (both: the rows of both); other warehouses read the source's relation.
    An absent table has no rows, an absent column is null, unless the source marks it `meta.required`: then the build stops and says
    what is missing and where it was looked for. -#}
{% macro raw_table(name, timestamps=[], numbered=true) -%}
    {%- do source('raw', name) -%}
    {%- if execute -%}
        {%- set declared = lead_scoring.raw_declaration(name) -%}
        {%- set readings = adapter.dispatch('raw_readings', 'lead_scoring')(name) -%}
        {{- lead_scoring.check_raw_table(name, declared, readings) -}}
        (
            select
                {% if numbered -%}
                {{ place_in_reading() }} as raw_row_number,
                {% endif -%}
                readings.*
            from (
                {% for reading in readings -%}
                {{ lead_scoring.select_raw_columns(declared, reading.columns, timestamps, reading.times) }}
                from {{ reading.relation }}
                union all
                {% endfor -%}
                {{ lead_scoring.select_raw_columns(declared, {}, timestamps, {}) }}
                where 1 = 0
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
    {%- set wanted = adapter.dispatch('raw_location', 'lead_scoring')(name) -%}
    {%- if declared.meta.required and not readings -%}
        {{ exceptions.raise_compiler_error("The raw table '" ~ name ~ "' is missing. It was looked for as " ~ wanted ~ ".") }}
    {%- endif -%}
    {%- for reading in readings -%}
        {%- for column in declared.columns.values() if column.meta.required and column.name not in reading.columns -%}
            {{ exceptions.raise_compiler_error(
                "The raw table '" ~ name ~ "' has no column '" ~ column.name ~ "', which it needs. It was looked for in "
                ~ reading.place ~ ", which has: " ~ (reading.columns | reject('equalto', 'surplus_cells') | join(', ') or 'nothing') ~ "."
            ) }}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}


{#- The select list of one reading; `columns` maps a column's name to the SQL that reads it as text, `times` those that are times
    already to the SQL of the timestamp. -#}
{% macro select_raw_columns(declared, columns, timestamps, times) -%}
    select
        {%- for column in declared.columns.values() %}
        {%- set text = lead_scoring.raw_text(columns, column.name) %}
        {% if column.name not in timestamps -%}
        {{ text }} as {{ column.name }},
        {%- elif column.name in times -%}
        {{ times[column.name] }} as {{ column.name }},
        cast(null as {{ dbt.type_string() }}) as {{ column.name }}_text,
        {%- else -%}
        {{ safe_timestamp(text) }} as {{ column.name }},
        case when {{ safe_timestamp(text) }} is null then {{ text }} end as {{ column.name }}_text,
        {%- endif %}
        {%- endfor %}
        {{ lead_scoring.raw_text(columns, 'surplus_cells') }} as surplus_cells
{%- endmacro %}


{#- A column of a reading as trimmed text; null where the reading has no such column. -#}
{% macro raw_text(columns, name) -%}
    {{ return(trimmed(columns[name]) if name in columns else 'cast(null as ' ~ dbt.type_string() ~ ')') }}
{%- endmacro %}


{#- Where a raw table is looked for, in words. -#}
{% macro duckdb__raw_location(name) -%}
    {{ return(var('raw_path') ~ '/' ~ name ~ '.csv and ' ~ var('raw_path') ~ '/' ~ name ~ '.parquet (change it with --vars \'{raw_path: folder}\')') }}
{%- endmacro %}


{% macro default__raw_location(name) -%}
    {{ return('the table ' ~ source('raw', name) ~ ' (change it with --vars \'{raw_schema: schema, raw_database: database}\')') }}
{%- endmacro %}


{#- What there is to read of a raw table: a list of relation (SQL), columns (name → SQL as text), times (name → SQL of the timestamp,
    for columns that are times already) and place (for messages). -#}
{% macro duckdb__raw_readings(name) -%}
    {%- set readings = [] -%}
    {%- set path = var('raw_path') ~ '/' ~ name -%}
    {%- for file in lead_scoring.duckdb_column("select file from glob(" ~ lead_scoring.duckdb_literal(path ~ '.csv') ~ ")") -%}
        {%- do readings.append(lead_scoring.csv_reading(file)) -%}
    {%- endfor -%}
    {%- for file in lead_scoring.duckdb_column("select file from glob(" ~ lead_scoring.duckdb_literal(path ~ '.parquet') ~ ")") -%}
        {%- do readings.append(lead_scoring.parquet_reading(file)) -%}
    {%- endfor -%}
    {{ return(readings) }}
{%- endmacro %}

{#- The source's relation: every column as text, whatever its type. -#}
{% macro default__raw_readings(name) -%}
    {%- set relation = source('raw', name) -%}
    {%- set found = adapter.get_relation(relation.database, relation.schema, relation.identifier) -%}
    {%- set columns = {} -%}
    {%- set times = {} -%}
    {%- for column in (adapter.get_columns_in_relation(found) if found else []) -%}
        {%- set quoted = adapter.quote(column.name) -%}
        {%- set type = column.dtype | lower -%}
        {%- set key = column.name | lower | trim -%}
        {%- if type.startswith('timestamp') or type == 'date' -%}
            {%- do times.setdefault(key, lead_scoring.raw_time(quoted, type)) -%}
            {%- do columns.setdefault(key, lead_scoring.by_code_point(lead_scoring.raw_time_as_text(lead_scoring.raw_time(quoted, type)))) -%}
        {%- else -%}
            {%- do columns.setdefault(key, '(' ~ lead_scoring.by_code_point('cast(' ~ quoted ~ ' as ' ~ dbt.type_string() ~ ')') ~ ')') -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return([{'relation': found, 'columns': columns, 'times': times, 'place': found | string}] if found else []) }}
{%- endmacro %}


{#- A date or time of a raw table as a UTC timestamp; null where it is not finite. -#}
{% macro raw_time(column, type) -%}
    {{ return(adapter.dispatch('raw_time', 'lead_scoring')(column, type)) }}
{%- endmacro %}

{% macro default__raw_time(column, type) -%}
    {{ return('cast(' ~ column ~ ' as timestamp)') }}
{%- endmacro %}

{% macro postgres__raw_time(column, type) -%}
    {{ return(
        'case when isfinite(' ~ column ~ ') then '
        ~ (column ~ " at time zone 'UTC'" if type == 'timestamp with time zone' else 'cast(' ~ column ~ ' as timestamp)')
        ~ ' end'
    ) }}
{%- endmacro %}


{#- A timestamp as text that safe_timestamp reads, whatever the session writes dates like. -#}
{% macro raw_time_as_text(timestamp) -%}
    {{ return(adapter.dispatch('raw_time_as_text', 'lead_scoring')(timestamp)) }}
{%- endmacro %}

{% macro default__raw_time_as_text(timestamp) -%}
    {{ return('cast(' ~ timestamp ~ ' as ' ~ dbt.type_string() ~ ')') }}
{%- endmacro %}

{% macro postgres__raw_time_as_text(timestamp) -%}
    {{ return("to_char(" ~ timestamp ~ ", 'YYYY-MM-DD HH24:MI:SS.US')") }}
{%- endmacro %}


{#- The first column of a query's rows, as a list. -#}
{% macro duckdb_column(query) -%}
    {{ return(run_query(query).columns[0].values() | list) }}
{%- endmacro %}


{#- How a Parquet file is read: values as text; a time with a zone as UTC, for its text would name the session's; bytes that nobody
    marked as text as the text they are. -#}
{% macro parquet_reading(file) -%}
    {%- set relation = 'read_parquet(' ~ lead_scoring.duckdb_literal(file) ~ ')' -%}
    {%- set columns = {} -%}
    {%- set times = {} -%}
    {%- for row in run_query('describe select * from ' ~ relation).rows -%}
        {%- set quoted = adapter.quote(row[0]) -%}
        {%- if row[1] == 'TIMESTAMP WITH TIME ZONE' -%}
            {%- set quoted = quoted ~ " at time zone 'UTC'" -%}
        {%- elif row[1] == 'BLOB' -%}
            {%- set quoted = 'coalesce(try(decode(' ~ quoted ~ ')), cast(' ~ quoted ~ ' as varchar))' -%}
        {%- endif -%}
        {%- do columns.update({row[0] | lower | trim: 'cast(' ~ quoted ~ ' as varchar)'}) -%}
        {%- if row[1] == 'DATE' or row[1].startswith('TIMESTAMP') -%}
            {%- do times.update({row[0] | lower | trim: 'cast(' ~ quoted ~ ' as timestamp)'}) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return({'relation': relation, 'columns': columns, 'times': times, 'place': file}) }}
{%- endmacro %}


{#- How a CSV file is read: nothing is guessed. Comma, double quote, a header line (the first that is not empty); a short line is
    padded, a cell beyond the header lands in surplus_cells. A file that is not sound (not UTF-8, or a cell with a quote that nothing
    closes) is read line by line instead, so that no line is lost. -#}
{% macro csv_reading(file) -%}
    {%- set text = 'select try(decode(content)) as text from read_blob(' ~ lead_scoring.duckdb_literal(file) ~ ')' -%}
    {%- set header = lead_scoring.csv_header(text) -%}
    {%- set is_sound = header.is_sound -%}
    {%- if not is_sound -%}
        {%- set text = lead_scoring.csv_mended_text(file) -%}
        {%- set header = lead_scoring.csv_header(text) -%}
    {%- endif -%}
    {%- set columns = {} -%}
    {%- for name in header.names -%}
        {%- do columns.setdefault(name | lower | trim, 'c' ~ loop.index) -%}
    {%- endfor -%}
    {%- set width = 1 + header.names | length -%}
    {%- do columns.update({'surplus_cells': 'c' ~ width}) -%}
    {{ return({
        'relation': lead_scoring.csv_rows(file, header.blank_lines, width) if is_sound else lead_scoring.csv_mended_rows(text, width),
        'columns': columns,
        'times': {},
        'place': file
    }) }}
{%- endmacro %}


{#- The rows of a sound CSV file: text columns c1, c2, … -#}
{% macro csv_rows(file, blank_lines, width) -%}
    read_csv(
        {{ lead_scoring.duckdb_literal(file) }},
        auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', new_line = '\n', null_padding = true,
        strict_mode = false, parallel = false, max_line_size = 16777216, skip = {{ 1 + blank_lines }},
        columns = { {%- for number in range(1, width + 1) %}'c{{ number }}': 'varchar'{{ ', ' if not loop.last }}{% endfor -%} }
    )
{%- endmacro %}


{#- The rows of a CSV text that is not sound: text columns c1, c2, … Lines of nothing but whole cells are looked for first. -#}
{% macro csv_mended_rows(text, width) -%}
    {%- set whole = lead_scoring.csv_whole_cell() -%}
    (
        select
            {%- for number in range(1, width + 1) %}
            cells[{{ number }}] as c{{ number }}{{ ',' if not loop.last }}
            {%- endfor %}
        from (
            select {{ lead_scoring.csv_cells('line') }} as cells
            from (
                select unnest(regexp_extract_all(
                    ltrim(text, chr(10) || chr(13)) || chr(10),
                    '((?:{{ whole }},)*{{ whole }}|[^\r\n]*)[\r\n]+',
                    1
                )) as line
                from ({{ text }})
            )
            offset 1
        )
    )
{%- endmacro %}


{#- The header of a CSV text: names (in the file's order), blank_lines (the characters of the empty lines before it), and whether the
    text is_sound: it is there and consists of whole cells. -#}
{% macro csv_header(text) -%}
    {%- set whole = lead_scoring.csv_whole_cell() -%}
    {%- set query -%}
        select
            is_sound,
            blank_lines,
            array_to_string({{ lead_scoring.csv_cells("rtrim(line, ', ')") }}, chr(31)) as names
        from (
            select
                coalesce(regexp_full_match(text, '\x{FEFF}?(?:{{ whole }}[,\r\n])*{{ whole }}'), false) as is_sound,
                length(regexp_extract(text, '^\x{FEFF}?([\r\n]*)', 1)) as blank_lines,
                regexp_extract(text, '^\x{FEFF}?[\r\n]*((?:{{ whole }},)*{{ whole }})', 1) as line
            from ({{ text }})
        )
    {%- endset -%}
    {%- set found = run_query(query).rows[0] -%}
    {{ return({
        'is_sound': found[0],
        'blank_lines': found[1] | int,
        'names': (found[2] | string).split('\x1f') if found[2] is not none else []
    }) }}
{%- endmacro %}


{#- The cells of a CSV line as a list of text, without the quotes around them. -#}
{% macro csv_cells(line) -%}
    list_transform(
        case
            when contains({{ line }}, '"') then regexp_extract_all({{ line }} || ',', '({{ lead_scoring.csv_whole_cell() }}|[^,]*),', 1)
            else string_split({{ line }}, ',')
        end,
        lambda cell: replace(regexp_replace(trim(cell), '^"(.*)"$', '\1', 's'), '""', '"')
    )
{%- endmacro %}


{#- The pattern of a CSV cell with nothing to mend: quoted from end to end, or text that does not begin with a quote, or nothing. -#}
{% macro csv_whole_cell() -%}
    {{ return('[ \\t]*(?:"(?:[^"]|"")*"[ \\t]*|[^", \\t\\r\\n][^,\\r\\n]*|)') }}
{%- endmacro %}


{#- The text of a CSV file that is not sound. A line that is not UTF-8 is read as Latin-1, in which every byte is a character. -#}
{% macro csv_mended_text(file) -%}
    select
        array_to_string(
            list_transform(
                string_split(regexp_replace(regexp_replace(hex(content), '^EFBBBF', ''), '(..)', '%\1', 'g'), '%0A'),
                lambda line: coalesce(
                    try(url_decode(line)),
                    url_decode({{ lead_scoring.latin1_as_utf8('line') }})
                )
            ),
            chr(10)
        ) as text
    from read_blob({{ lead_scoring.duckdb_literal(file) }})
{%- endmacro %}


{#- Percent-encoded Latin-1 bytes as percent-encoded UTF-8: 80 to BF follow C2, C0 to FF become 80 to BF and follow C3. -#}
{% macro latin1_as_utf8(bytes) -%}
    {%- set recoded = namespace(sql="regexp_replace(" ~ bytes ~ ", '%([89AB].)', '=C2=\\1', 'g')") -%}
    {%- for old, new in {'C': '8', 'D': '9', 'E': 'A', 'F': 'B'}.items() -%}
        {%- set recoded.sql = "regexp_replace(" ~ recoded.sql ~ ", '%" ~ old ~ "(.)', '=C3=" ~ new ~ "\\1', 'g')" -%}
    {%- endfor -%}
    replace({{ recoded.sql }}, '=', '%')
{%- endmacro %}


{#- A text as a SQL literal, its single quotes doubled: a path may hold some. -#}
{% macro duckdb_literal(text) -%}
    {{ return(dbt.string_literal(dbt.escape_single_quotes(text))) }}
{%- endmacro %}


{#- For a staging model: which cells of the row could not be read, as names separated by `|`; null where all could.
    `numbers`, `amounts` and `timestamps` are lists of columns that must be one where they are filled in; of `unread` what could not be
    read is in <column>_text. -#}
{% macro unreadable_columns(numbers=[], amounts=[], timestamps=[], unread=[]) -%}
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
        {%- endfor %}
        {%- for column in unread %}
        || case when {{ column }}_text is not null then '{{ column }}|' else '' end
        {%- endfor %},
        ''
    )
{%- endmacro %}
