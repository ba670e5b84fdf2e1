{#- The folder of the raw files, without a slash at its end. Its name is taken literally.
    Whatever is no folder of this machine is refused before DuckDB sees it, which would fetch an extension for it. -#}
{% macro raw_folder() -%}
    {%- set folder = lead_scoring.raw_path() -%}
    {%- set wanted = "raw_path: a folder is wanted, and '" ~ lead_scoring.printable(folder) ~ "' " -%}
    {%- if not folder | trim -%}
        {{ exceptions.raise_compiler_error(wanted ~ 'names none. Nothing was read.') }}
    {%- elif modules.re.match('[A-Za-z][A-Za-z0-9+.-]+:[/\\\\]', folder | trim) -%}
        {{ exceptions.raise_compiler_error(
            wanted ~ 'is an address. Nothing was read or fetched. Copy the files into a folder of this machine and name that.'
        ) }}
    {%- elif modules.re.search('(?i)(?:^|[/\\\\])(?:content|filename|last_modified|size)=', folder) -%}
        {{ exceptions.raise_compiler_error(
            wanted ~ 'has a name that DuckDB cannot read from (content=, filename=, last_modified=, size=). Call the folder otherwise.'
        ) }}
    {%- endif -%}
    {#- glob() finds files, and below a folder with an odd name folders too -#}
    {%- if lead_scoring.files_at(lead_scoring.duckdb_path(folder)) and not lead_scoring.has_files(folder) -%}
        {{ exceptions.raise_compiler_error(wanted ~ 'is a file, or empty. Nothing was read. Name the folder that the files are in.') }}
    {%- endif -%}
    {{ return(folder.rstrip('/') or '/') }}
{%- endmacro %}


{#- The readings of a raw table that is delivered as files: <table>.csv, <table>.parquet (or the folder of parts that Spark calls so), and
    those of these kinds in the folder <table>.
    Files that are read alike are one reading. -#}
{% macro file_readings(name) -%}
    {%- set files = lead_scoring.raw_files(name) -%}
    {{ return(lead_scoring.csv_readings(name, files.csv) + lead_scoring.parquet_readings(name, files.parquet)) }}
{%- endmacro %}


{#- The files of a raw table, {csv: [...], parquet: [...]}, in the order of their names. Names that begin with a dot or an underscore are
    those of files that a program is still writing, or of its notes. The log tells what looks like the table and is not read. -#}
{% macro raw_files(name) -%}
    {%- set folder = lead_scoring.raw_folder() -%}
    {%- set path = folder ~ '/' ~ name -%}
    {%- set files = {'csv': [], 'parquet': []} -%}
    {%- for kind in files -%}
        {%- set parts = lead_scoring.files_at(lead_scoring.duckdb_path(path ~ '.' ~ kind, '/*.' ~ kind)) -%}
        {%- do files[kind].extend(parts or lead_scoring.files_at(lead_scoring.duckdb_path(path ~ '.' ~ kind))) -%}
    {%- endfor -%}
    {%- set others = [] -%}
    {%- for file in lead_scoring.files_at(lead_scoring.duckdb_path(path, '/*')) -%}
        {%- set kind = file.split('.') | last -%}
        {%- do (files[kind] if kind in files else others).append(file) -%}
    {%- endfor -%}
    {%- do others.extend(lead_scoring.files_at(lead_scoring.duckdb_path(path, '/*/**'))) -%}
    {%- for file in lead_scoring.files_at(lead_scoring.duckdb_path(folder, '/*')) -%}
        {%- set base = modules.re.split('[/\\\\]', file) | last | lower -%}
        {%- if base.startswith(name ~ '.') and file not in files.csv + files.parquet -%}
            {%- do others.append(file) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if others -%}
        {%- do lead_scoring.tell(
            'Not read: ' ~ lead_scoring.printable(others[0], longest=300)
            ~ (' and ' ~ (others | length - 1) ~ ' more' if others[1:] else '')
            ~ ". The table '" ~ name ~ "' is read from " ~ name ~ '.csv, ' ~ name ~ '.parquet, ' ~ name ~ '/*.csv and ' ~ name
            ~ '/*.parquet, in small letters.'
        ) -%}
    {%- endif -%}
    {%- set looks_like_a_pattern = modules.re.search('[*?\\[]', folder) -%}
    {%- if looks_like_a_pattern and not files.csv and not files.parquet and not lead_scoring.has_files(folder) -%}
        {{ exceptions.raise_compiler_error(
            "raw_path: a folder is wanted, and there is none called '" ~ lead_scoring.printable(folder)
            ~ "' with files in it; the name is taken literally. Nothing was read."
        ) }}
    {%- endif -%}
    {{ return(files) }}
{%- endmacro %}


{#- Does a folder hold any file, or a folder with one? -#}
{% macro has_files(folder) -%}
    {{ return(
        lead_scoring.files_at(lead_scoring.duckdb_path(folder, '/*'))
        or lead_scoring.files_at(lead_scoring.duckdb_path(folder, '/*/*'))
    ) }}
{%- endmacro %}


{#- The files that a pattern (SQL) finds, in the order of their names, but those whose name begins with a dot or an underscore. -#}
{% macro files_at(pattern) -%}
    {%- set found = [] -%}
    {%- for file in lead_scoring.duckdb_column('select file from glob(' ~ pattern ~ ') order by file') -%}
        {%- if not modules.re.search('(?:^|[/\\\\])[._][^/\\\\]*$', file) -%}
            {%- do found.append(file) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}


{#- A path as a SQL literal that finds just this path, whatever is in it that DuckDB takes for a pattern; `pattern` is one that follows. -#}
{% macro duckdb_path(path, pattern='') -%}
    {{ return(lead_scoring.duckdb_literal(modules.re.sub('([*?\\[])', '[\\1]', path) ~ pattern)) }}
{%- endmacro %}


{#- Paths as a SQL list. -#}
{% macro duckdb_paths(paths) -%}
    {%- set literals = [] -%}
    {%- for path in paths -%}
        {%- do literals.append(lead_scoring.duckdb_path(path)) -%}
    {%- endfor -%}
    {{ return('[' ~ literals | join(', ') ~ ']') }}
{%- endmacro %}


{#- A text as a SQL literal, its single quotes doubled: a path may hold some. -#}
{% macro duckdb_literal(text) -%}
    {{ return(dbt.string_literal(dbt.escape_single_quotes(text))) }}
{%- endmacro %}


{#- The first column of a query's rows, as a list of text. -#}
{% macro duckdb_column(query) -%}
    {{ return(run_query(query).columns[0].values() | map('string') | list) }}
{%- endmacro %}


{#- How Parquet files are read: each one's columns by name, whatever the other files of the folder have. Files of one schema are one
    reading. -#}
{% macro parquet_readings(table, files) -%}
    {%- set schemas = {} -%}
    {%- if files -%}
        {%- set query -%}
            select
                file_name,
                string_agg(concat_ws(chr(31), name, coalesce(num_children, 0), types), chr(30) order by place) as fields
            from (
                select
                    file_name,
                    name,
                    num_children,
                    concat_ws(' ', type, type_length, repetition_type, converted_type, scale, precision, logical_type) as types,
                    row_number() over () as place
                from parquet_schema({{ lead_scoring.duckdb_paths(files) }})
            )
            group by file_name
            order by file_name
        {%- endset -%}
        {%- for row in run_query(query).rows -%}
            {%- do schemas.setdefault(row[1] | string, []).append(row[0] | string) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- set readings = [] -%}
    {%- for schema, alike in schemas.items() -%}
        {%- set relation = 'read_parquet(' ~ lead_scoring.duckdb_paths(alike) ~ ', hive_partitioning = false)' -%}
        {%- set names = lead_scoring.parquet_names(schema) -%}
        {%- set columns = [] -%}
        {%- for row in run_query('describe select * from ' ~ relation).rows -%}
            {#- DuckDB calls the second of two columns of one name otherwise -#}
            {%- do columns.append({'name': names[loop.index0], 'sql': adapter.quote(row[0] | string), 'type': row[1]}) -%}
        {%- endfor -%}
        {%- do readings.append(lead_scoring.typed_reading(table, relation, columns, alike[0])) -%}
    {%- endfor -%}
    {{ return(readings) }}
{%- endmacro %}


{#- The names of a Parquet file's columns, without the fields inside them; `schema` lists the root and then every field with its number
    of fields. -#}
{% macro parquet_names(schema) -%}
    {%- set names = [] -%}
    {%- set inside = namespace(fields=0) -%}
    {%- for field in schema.split('\x1e')[1:] -%}
        {%- set parts = field.split('\x1f') -%}
        {%- if inside.fields -%}
            {%- set inside.fields = inside.fields - 1 -%}
        {%- else -%}
            {%- do names.append(parts[0]) -%}
        {%- endif -%}
        {%- set inside.fields = inside.fields + parts[1] | int -%}
    {%- endfor -%}
    {{ return(names) }}
{%- endmacro %}
