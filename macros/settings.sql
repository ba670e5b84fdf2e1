{#- What vars and environment variables say, checked before any of it reaches SQL: whatever cannot be meant is told in a sentence. -#}


{#- The folder of the raw files, as text: the var `raw_path`, else the environment variable LEAD_SCORING_RAW, else data/raw. -#}
{% macro raw_path() -%}
    {{ return(var('raw_path', env_var('LEAD_SCORING_RAW', '') or 'data/raw') | string) }}
{%- endmacro %}


{#- Is a text a day of the calendar, written YYYY-MM-DD, of the years 1970 to 2199? True or false. -#}
{% macro is_day(text) -%}
    {%- set found = modules.re.match('^(19[7-9][0-9]|2[01][0-9][0-9])-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$', text) -%}
    {%- if not found -%}
        {{ return(false) }}
    {%- endif -%}
    {%- set year, month, day = found.group(1) | int, found.group(2) | int, found.group(3) | int -%}
    {%- set reached = modules.datetime.date(year, month, 1) + modules.datetime.timedelta(days=day - 1) -%}
    {{ return(reached.month == month and not text.endswith('\n')) }}
{%- endmacro %}


{#- A day as a SQL date; of a blank text null, where it may be blank. Raises a sentence that names the setting where it is no day. -#}
{% macro day_setting(name, text, may_be_blank=false) -%}
    {%- set text = '' if text is none else text | string | trim -%}
    {%- if text == '' and may_be_blank -%}
        cast(null as date)
    {%- elif lead_scoring.is_day(text) -%}
        cast('{{ text }}' as date)
    {%- else -%}
        {{ exceptions.raise_compiler_error(
            name ~ " is '" ~ text ~ "'. Write a date as YYYY-MM-DD, of the years 1970 to 2199"
            ~ (", or leave it blank." if may_be_blank else ": --vars '{" ~ name ~ ": 2026-03-31}'")
        ) }}
    {%- endif -%}
{%- endmacro %}


{#- A time (UTC unless it ends with Z, UTC or an offset) as a SQL timestamp. Raises a sentence that names the setting where it is no time. -#}
{% macro time_setting(name, text) -%}
    {%- set text = text | string | trim -%}
    {%- set found = modules.re.match(
        '^([0-9-]{10})[T ]([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.][0-9]+)?)?(?: ?(?:Z|UTC|([+-])([01][0-9]|2[0-3]):?([0-5][0-9])))?$',
        text
    ) -%}
    {%- if not found or not lead_scoring.is_day(found.group(1)) -%}
        {{ exceptions.raise_compiler_error(
            name ~ " is '" ~ text ~ "'. Write a time as YYYY-MM-DD HH:MM (UTC, or with its offset), of the years 1970 to 2199: --vars '{"
            ~ name ~ ": 2026-03-31 06:30}'"
        ) }}
    {%- endif -%}
    {%- set year, month, day = found.group(1).split('-') | map('int') -%}
    {%- set offset = (found.group(5) or '+') ~ (60 * (found.group(6) or 0) | int + (found.group(7) or 0) | int) -%}
    {%- set time = modules.datetime.datetime(
        year, month, day, found.group(2) | int, found.group(3) | int, (found.group(4) or 0) | int
    ) - modules.datetime.timedelta(minutes=offset | int) -%}
    cast('{{ time.strftime("%Y-%m-%d %H:%M:%S") }}' as timestamp)
{%- endmacro %}


{#- The whole number that a var gives, as a number. Raises a sentence where it is none, or beyond the limits. -#}
{% macro whole_number_setting(name, at_least, at_most) -%}
    {{ return(lead_scoring.whole_number_in(name, var(name), at_least, at_most)) }}
{%- endmacro %}

{% macro whole_number_in(name, value, at_least, at_most) -%}
    {%- set text = value | string | trim -%}
    {%- if not modules.re.match('^[0-9]{1,9}$', text) or text | int < at_least or text | int > at_most -%}
        {{ exceptions.raise_compiler_error(
            name ~ " is '" ~ text ~ "'. It takes a whole number from " ~ at_least ~ " to " ~ at_most ~ ": --vars '{" ~ name ~ ": " ~ at_least ~ "}'"
        ) }}
    {%- endif -%}
    {{ return(text | int) }}
{%- endmacro %}


{#- The whole numbers of a var that takes a list of them, none unless given. Raises as the above. -#}
{% macro whole_numbers_setting(name, at_least, at_most) -%}
    {%- set given = var(name, []) -%}
    {%- set numbers = [] -%}
    {%- for value in (given if given is iterable and given is not string and given is not mapping else [given]) -%}
        {%- do numbers.append(lead_scoring.whole_number_in(name, value, at_least, at_most)) -%}
    {%- endfor -%}
    {{ return(numbers) }}
{%- endmacro %}


{#- Does a var say yes? `unless_given` where there is none. Raises a sentence where it is neither true nor false. -#}
{% macro switch_setting(name, unless_given=false) -%}
    {%- set text = var(name, unless_given) | string | trim | lower -%}
    {%- if text not in ['true', 'false'] -%}
        {{ exceptions.raise_compiler_error(name ~ " is '" ~ text ~ "'. It takes true or false: --vars '{" ~ name ~ ": true}'") }}
    {%- endif -%}
    {{ return(text == 'true') }}
{%- endmacro %}


{#- The language of texts for people that the var `language` chooses, en or es. Raises a sentence where it is another. -#}
{% macro language_setting() -%}
    {%- if var('language') not in ['en', 'es'] -%}
        {{ exceptions.raise_compiler_error("language is '" ~ var('language') ~ "'. It takes en or es: --vars '{language: es}'") }}
    {%- endif -%}
    {{- return(var('language')) -}}
{%- endmacro %}


{#- At the start of a run: refuses in a sentence what no run can be made with. -#}
{% macro check_settings() -%}
    {%- if flags.EMPTY -%}
        {{ exceptions.raise_compiler_error(
            "--empty makes no tables of this project: yesterday's rows are read and kept in each run. Nothing was changed. To try a change"
            ~ " without your data, give it a folder with a few rows: --vars '{raw_path: tests/fixtures/raw}' and a file of its own, LEAD_SCORING_DB"
        ) }}
    {%- endif -%}
    {%- for name in ['feedback', 'nurture', 'checks'] -%}
        {%- do lead_scoring.switch_setting(name, true) -%}
    {%- endfor -%}
    {%- for name in ['raw_schema', 'raw_database'] if modules.re.search('["\'`;\\\\\\x00-\\x1f]', var(name) | string) -%}
        {{ exceptions.raise_compiler_error(name ~ " is '" ~ var(name) ~ "'. It takes the name of one, without quotes: --vars '{" ~ name ~ ": raw}'") }}
    {%- endfor -%}
{%- endmacro %}


{#- Refuses a DuckDB file that dbt cannot write to, for its name: DuckDB names the database after the file, and dbt-duckdb puts that name into
    SQL with no regard to quotes in it or to names that DuckDB has for itself. Looked at where the project is parsed (schemas' names are made
    then), for a run asks for the database's schemas before its first hook. -#}
{% macro check_file_name() -%}
    {{ return(adapter.dispatch('check_file_name', 'lead_scoring')()) }}
{%- endmacro %}

{% macro default__check_file_name() -%}
{%- endmacro %}

{% macro duckdb__check_file_name() -%}
    {%- if "'" in target.database or '"' in target.database or target.database | lower in ['main', 'temp', 'system'] -%}
        {{ exceptions.raise_compiler_error(
            "The DuckDB file is " ~ target.path ~ ", and dbt cannot write to a file whose name has a quote in it or is main, temp or system."
            ~ " Rename it, or name another one in the environment variable LEAD_SCORING_DB. Commands that only read take any name"
        ) }}
    {%- endif -%}
{%- endmacro %}
