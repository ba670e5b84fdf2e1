{#- The type of a floating-point number of eight bytes (dbt.type_float() is one of four on DuckDB). -#}
{% macro type_double() -%}
    {{ return(adapter.dispatch('type_double', 'lead_scoring')()) }}
{%- endmacro %}

{% macro default__type_double() -%}
    {{ return('double') }}
{%- endmacro %}

{% macro postgres__type_double() -%}
    {{ return('double precision') }}
{%- endmacro %}

{% macro bigquery__type_double() -%}
    {{ return('float64') }}
{%- endmacro %}


{#- dbt's own macros, where those of a warehouse's adapter give another answer, stop at a null, or hold too little. As macros of this project, for
    forms of dbt's own are found in the project that is run alone, not where it is a package. -#}


{#- The type of a text of any length. -#}
{% macro type_text() -%}
    {{ return(adapter.dispatch('type_text', 'lead_scoring')()) }}
{%- endmacro %}

{% macro default__type_text() -%}
    {{ return(dbt.type_string()) }}
{%- endmacro %}

{#- What dbt calls a string there has at most 256 bytes. -#}
{% macro redshift__type_text() -%}
    {{ return('varchar(65535)') }}
{%- endmacro %}


{#- The MD5 of a text, in hexadecimal digits. -#}
{% macro md5_of(text) -%}
    {{ return(adapter.dispatch('md5_of', 'lead_scoring')(text)) }}
{%- endmacro %}

{% macro default__md5_of(text) -%}
    {{ return(dbt.hash(text)) }}
{%- endmacro %}

{% macro redshift__md5_of(text) -%}
    md5(cast({{ text }} as {{ type_text() }}))
{%- endmacro %}


{#- A date or time so many days, hours … later; null where one of the two is. -#}
{% macro time_after(part, number, start) -%}
    {{ return(adapter.dispatch('time_after', 'lead_scoring')(part, number, start)) }}
{%- endmacro %}

{% macro default__time_after(part, number, start) -%}
    {{ return(dbt.dateadd(part, number, start)) }}
{%- endmacro %}

{#- BigQuery compares no time that has a zone with one that has none: here all are timestamps, also those that dbt makes datetimes of. Null
    beyond what it can hold. -#}
{% macro bigquery__time_after(part, number, start) -%}
    timestamp(safe.datetime_add(datetime(cast({{ start }} as timestamp)), interval {{ number }} {{ part }}))
{%- endmacro %}

{% macro spark__time_after(part, number, start) -%}
    timestampadd({{ part }}, {{ number }}, cast({{ start }} as timestamp))
{%- endmacro %}


{#- Dates and times apart, null where one of them is. Days, months and years count the borders between them; so do seconds. -#}
{% macro time_between(start, end, part) -%}
    {{ return(adapter.dispatch('time_between', 'lead_scoring')(start, end, part)) }}
{%- endmacro %}

{% macro default__time_between(start, end, part) -%}
    {{ return(dbt.datediff(start, end, part)) }}
{%- endmacro %}

{% macro spark__time_between(start, end, part) -%}
    {%- if part == 'second' -%}
        (unix_seconds(cast({{ end }} as timestamp_ltz)) - unix_seconds(cast({{ start }} as timestamp_ltz)))
    {%- elif part == 'day' -%}
        cast(date_diff(cast({{ end }} as date), cast({{ start }} as date)) as bigint)
    {%- else -%}
        {{ exceptions.raise_compiler_error("time_between counts days and seconds on Spark, not " ~ part) }}
    {%- endif -%}
{%- endmacro %}


{#- The texts of several rows as one, in an order (dbt-spark gives them in none). -#}
{% macro joined_texts(text, separator, order_by=none) -%}
    {{ return(adapter.dispatch('joined_texts', 'lead_scoring')(text, separator, order_by)) }}
{%- endmacro %}

{% macro default__joined_texts(text, separator, order_by) -%}
    {{ return(dbt.listagg(text, separator, order_by)) }}
{%- endmacro %}

{% macro spark__joined_texts(text, separator, order_by) -%}
    listagg({{ text }}, {{ separator }}){{ ' within group (' ~ order_by ~ ')' if order_by }}
{%- endmacro %}


{#- A value of several rows that is not null, if there is one. -#}
{% macro any_value_of(expression) -%}
    {{ return(adapter.dispatch('any_value_of', 'lead_scoring')(expression)) }}
{%- endmacro %}

{% macro default__any_value_of(expression) -%}
    {{ return(dbt.any_value(expression)) }}
{%- endmacro %}

{% macro spark__any_value_of(expression) -%}
    any_value({{ expression }}, true)
{%- endmacro %}


{#- The type of an exact decimal, for casts. BigQuery's rounds to nine places or 38, not to those that are named: what may have more of them is
    rounded before it is cast. -#}
{% macro type_decimal(digits, places) -%}
    {{ return(adapter.dispatch('type_decimal', 'lead_scoring')(digits, places)) }}
{%- endmacro %}

{% macro default__type_decimal(digits, places) -%}
    {{ return('decimal(' ~ digits ~ ', ' ~ places ~ ')') }}
{%- endmacro %}

{% macro bigquery__type_decimal(digits, places) -%}
    {{ return('bignumeric' if places > 9 or digits - places > 29 else 'numeric') }}
{%- endmacro %}


{#- The type of an exact decimal that is multiplied by another one: the product keeps all its places. -#}
{% macro type_factor(digits, places) -%}
    {{ return(adapter.dispatch('type_factor', 'lead_scoring')(digits, places)) }}
{%- endmacro %}

{% macro default__type_factor(digits, places) -%}
    {{ return(lead_scoring.type_decimal(digits, places)) }}
{%- endmacro %}

{#- BigQuery rounds a product of two numerics to nine places. -#}
{% macro bigquery__type_factor(digits, places) -%}
    {{ return('bignumeric') }}
{%- endmacro %}


{#- The type that YAML declares for a column, for casts. -#}
{% macro declared_type(data_type) -%}
    {{ return(adapter.dispatch('declared_type', 'lead_scoring')(data_type)) }}
{%- endmacro %}

{% macro default__declared_type(data_type) -%}
    {{ return(api.Column.translate_type(data_type)) }}
{%- endmacro %}

{#- There digits are of columns alone. -#}
{% macro bigquery__declared_type(data_type) -%}
    {{ return(api.Column.translate_type(data_type.split('(')[0])) }}
{%- endmacro %}


{#- Text as a value of a type, null where it is none of it. -#}
{% macro tried_cast(text, type) -%}
    {{ return(adapter.dispatch('tried_cast', 'lead_scoring')(text, type)) }}
{%- endmacro %}

{% macro default__tried_cast(text, type) -%}
    try_cast({{ text }} as {{ type }})
{%- endmacro %}

{% macro bigquery__tried_cast(text, type) -%}
    safe_cast({{ text }} as {{ type }})
{%- endmacro %}


{#- The greatest, or the least, of two values; one that is null does not count. -#}
{% macro greatest_of(one, other) -%}
    {{ return(adapter.dispatch('greatest_of', 'lead_scoring')(one, other)) }}
{%- endmacro %}

{#- greatest() itself is null on some warehouses where one of the two is. -#}
{% macro default__greatest_of(one, other) -%}
    case when {{ one }} >= {{ other }} then {{ one }} else coalesce({{ other }}, {{ one }}) end
{%- endmacro %}

{% macro duckdb__greatest_of(one, other) -%}
    greatest({{ one }}, {{ other }})
{%- endmacro %}

{% macro postgres__greatest_of(one, other) -%}
    greatest({{ one }}, {{ other }})
{%- endmacro %}

{% macro spark__greatest_of(one, other) -%}
    greatest({{ one }}, {{ other }})
{%- endmacro %}

{% macro snowflake__greatest_of(one, other) -%}
    greatest_ignore_nulls({{ one }}, {{ other }})
{%- endmacro %}

{% macro least_of(one, other) -%}
    {{ return(adapter.dispatch('least_of', 'lead_scoring')(one, other)) }}
{%- endmacro %}

{% macro default__least_of(one, other) -%}
    case when {{ one }} <= {{ other }} then {{ one }} else coalesce({{ other }}, {{ one }}) end
{%- endmacro %}

{% macro duckdb__least_of(one, other) -%}
    least({{ one }}, {{ other }})
{%- endmacro %}

{% macro postgres__least_of(one, other) -%}
    least({{ one }}, {{ other }})
{%- endmacro %}

{% macro spark__least_of(one, other) -%}
    least({{ one }}, {{ other }})
{%- endmacro %}

{% macro snowflake__least_of(one, other) -%}
    least_ignore_nulls({{ one }}, {{ other }})
{%- endmacro %}


{#- One number for a set of numbers, of an aggregate: the same for the same set, hardly ever for another. -#}
{% macro signature_of(numbers) -%}
    {{ return(adapter.dispatch('signature_of', 'lead_scoring')(numbers)) }}
{%- endmacro %}

{% macro default__signature_of(numbers) -%}
    cast(mod(sum(cast({{ numbers }} as {{ type_decimal(38, 0) }})), 9223372036854775807) as bigint)
{%- endmacro %}

{% macro duckdb__signature_of(numbers) -%}
    bit_xor({{ numbers }})
{%- endmacro %}

{% macro postgres__signature_of(numbers) -%}
    bit_xor({{ numbers }})
{%- endmacro %}

{% macro spark__signature_of(numbers) -%}
    bit_xor({{ numbers }})
{%- endmacro %}

{% macro snowflake__signature_of(numbers) -%}
    bitxor_agg({{ numbers }})
{%- endmacro %}

{% macro bigquery__signature_of(numbers) -%}
    bit_xor({{ numbers }})
{%- endmacro %}

{% macro redshift__signature_of(numbers) -%}
    {{ return(lead_scoring.default__signature_of(numbers)) }}
{%- endmacro %}


{#- A relation with one column of given texts, a row each, for from and joins. -#}
{% macro rows_of_texts(texts, name, column) -%}
    {{ return(adapter.dispatch('rows_of_texts', 'lead_scoring')(texts, name, column)) }}
{%- endmacro %}

{% macro default__rows_of_texts(texts, name, column) -%}
    (
            {%- for text in texts %}
            select '{{ text }}' as {{ column }}{{ ' union all' if not loop.last }}
            {%- endfor %}
        ) as {{ name }}
{%- endmacro %}

{% macro duckdb__rows_of_texts(texts, name, column) -%}
    (values {% for text in texts %}('{{ text }}'){{ ', ' if not loop.last }}{% endfor %}) as {{ name }} ({{ column }})
{%- endmacro %}

{% macro postgres__rows_of_texts(texts, name, column) -%}
    {{ return(lead_scoring.duckdb__rows_of_texts(texts, name, column)) }}
{%- endmacro %}

{% macro spark__rows_of_texts(texts, name, column) -%}
    {{ return(lead_scoring.duckdb__rows_of_texts(texts, name, column)) }}
{%- endmacro %}

{% macro redshift__rows_of_texts(texts, name, column) -%}
    {{ return(lead_scoring.default__rows_of_texts(texts, name, column)) }}
{%- endmacro %}


{#- After a select list of nothing but literals: no rows. -#}
{% macro no_rows() -%}
    {{ return(adapter.dispatch('no_rows', 'lead_scoring')()) }}
{%- endmacro %}

{% macro default__no_rows() -%}
    where 1 = 0
{%- endmacro %}

{#- BigQuery has no where without a from. -#}
{% macro bigquery__no_rows() -%}
    from (select 1) where 1 = 0
{%- endmacro %}


{#- Between two selects: the rows of both, each once. -#}
{% macro union_distinct() -%}
    {{ return(adapter.dispatch('union_distinct', 'lead_scoring')()) }}
{%- endmacro %}

{% macro default__union_distinct() -%}
    union
{%- endmacro %}

{% macro bigquery__union_distinct() -%}
    union distinct
{%- endmacro %}


{#- Is one value another than the other, null being one? -#}
{% macro differs(one, other) -%}
    {{ return(adapter.dispatch('differs', 'lead_scoring')(one, other)) }}
{%- endmacro %}

{% macro default__differs(one, other) -%}
    {{ one }} is distinct from {{ other }}
{%- endmacro %}

{% macro redshift__differs(one, other) -%}
    coalesce({{ one }} <> {{ other }}, ({{ one }} is null) <> ({{ other }} is null))
{%- endmacro %}


{#- After the name of a query that reads itself: its columns, where a warehouse wants them named there. -#}
{% macro recursive_columns(names) -%}
    {{ return(adapter.dispatch('recursive_columns', 'lead_scoring')(names)) }}
{%- endmacro %}

{% macro default__recursive_columns(names) -%}
    {{ return(' (' ~ names | join(', ') ~ ')') }}
{%- endmacro %}

{#- BigQuery knows no such list. -#}
{% macro bigquery__recursive_columns(names) -%}
    {{ return('') }}
{%- endmacro %}


{#- A double rounded half away from zero to a number of decimal places; null stays null. Cast it to a decimal of as many places. -#}
{% macro rounded(value, places=0) -%}
    {{ return(adapter.dispatch('rounded', 'lead_scoring')(value, places)) }}
{%- endmacro %}

{% macro default__rounded(value, places) -%}
    round({{ value }}{{ ', ' ~ places if places }})
{%- endmacro %}

{% macro redshift__rounded(value, places) -%}
    {{ return(lead_scoring.default__rounded(value, places)) }}
{%- endmacro %}

{#- PostgreSQL rounds a double half to even, and turned into a decimal a double keeps fifteen digits only; its text keeps all. -#}
{% macro postgres__rounded(value, places) -%}
    (
            round(cast(cast(({{ value }}){{ ' * cast(1e' ~ places ~ ' as double precision)' if places }} as text) as numeric))
            {{- ' * 1e-' ~ places if places }}
        )
{%- endmacro %}


{#- Spark rounds a double as its shortest text says (2.675 to 2.68), the others as its bits do; after the multiplication both are one. -#}
{% macro spark__rounded(value, places) -%}
    {%- set double = 'cast(' ~ value ~ ' as double)' -%}
    {%- if places -%}
    (round({{ double }} * cast(1e{{ places }} as double)) / cast(1e{{ places }} as double))
    {%- else -%}
    round({{ double }})
    {%- endif -%}
{%- endmacro %}


{#- 0.5 to the power of a double, 0 where it is too small for a double. -#}
{% macro half_to_the(exponent) -%}
    {{ return(adapter.dispatch('half_to_the', 'lead_scoring')(exponent)) }}
{%- endmacro %}

{% macro default__half_to_the(exponent) -%}
    power(cast(0.5 as {{ type_double() }}), {{ exponent }})
{%- endmacro %}

{#- PostgreSQL raises an error where the power is too small for a double. -#}
{% macro postgres__half_to_the(exponent) -%}
    power(cast(0.5 as {{ type_double() }}), {{ least_of(exponent, 1000) }})
{%- endmacro %}


{#- Is the whole of a text what a regular expression says, without a backslash in it? -#}
{% macro is_wholly(text, pattern) -%}
    {{ return(adapter.dispatch('is_wholly', 'lead_scoring')(text, pattern)) }}
{%- endmacro %}

{#- Snowflake's looks at the whole text by itself; groups are all groups that can be asked for, as on Redshift. -#}
{% macro default__is_wholly(text, pattern) -%}
    regexp_like({{ text }}, '^({{ pattern | replace('(?:', '(') }})$')
{%- endmacro %}

{% macro duckdb__is_wholly(text, pattern) -%}
    regexp_matches({{ text }}, '^{{ pattern }}$')
{%- endmacro %}

{#- Java's `$` lets a line end follow; its `\z` does not. -#}
{% macro spark__is_wholly(text, pattern) -%}
    {{ text }} rlike '^{{ pattern }}\\z'
{%- endmacro %}

{% macro bigquery__is_wholly(text, pattern) -%}
    regexp_contains({{ text }}, '^(?:{{ pattern }})$')
{%- endmacro %}

{% macro redshift__is_wholly(text, pattern) -%}
    {{ text }} ~ '^({{ pattern | replace('(?:', '(') }})$'
{%- endmacro %}


{#- What a regular expression finds in a text: its first group; empty text or null where it finds nothing, null where the text is null. -#}
{% macro found_in(text, pattern) -%}
    {{ return(adapter.dispatch('found_in', 'lead_scoring')(text, pattern)) }}
{%- endmacro %}

{% macro default__found_in(text, pattern) -%}
    regexp_substr({{ text }}, {{ lead_scoring.spark_literal(pattern) }}, 1, 1, 'e', 1)
{%- endmacro %}

{% macro duckdb__found_in(text, pattern) -%}
    regexp_extract({{ text }}, '{{ pattern }}', 1)
{%- endmacro %}

{#- All groups but the one that is asked for are none there. -#}
{% macro bigquery__found_in(text, pattern) -%}
    {%- set first, others = pattern.split('(', 1) -%}
    regexp_extract({{ text }}, {{ lead_scoring.spark_literal(first ~ '(' ~ others | replace('(?:', '(') | replace('(', '(?:')) }})
{%- endmacro %}

{% macro redshift__found_in(text, pattern) -%}
    regexp_substr({{ text }}, {{ lead_scoring.spark_literal(pattern) }}, 1, 1, 'e')
{%- endmacro %}

{% macro postgres__found_in(text, pattern) -%}
    substring({{ text }} from '{{ pattern }}')
{%- endmacro %}

{% macro spark__found_in(text, pattern) -%}
    regexp_extract({{ text }}, {{ lead_scoring.spark_literal(pattern) }}, 1)
{%- endmacro %}


{#- The same of any group (0 = all that is found), empty text where nothing is found. -#}
{% macro found_or_empty(text, pattern, group=1) -%}
    {{ return(adapter.dispatch('found_or_empty', 'lead_scoring')(text, pattern, group)) }}
{%- endmacro %}

{% macro default__found_or_empty(text, pattern, group) -%}
    coalesce({{ found_in(text, pattern) if group else "regexp_substr(" ~ text ~ ", '" ~ pattern ~ "')" }}, '')
{%- endmacro %}

{% macro bigquery__found_or_empty(text, pattern, group) -%}
    coalesce({{ found_in(text, pattern if group else '(' ~ pattern ~ ')') }}, '')
{%- endmacro %}

{% macro duckdb__found_or_empty(text, pattern, group) -%}
    regexp_extract({{ text }}, '{{ pattern }}', {{ group }})
{%- endmacro %}

{% macro spark__found_or_empty(text, pattern, group) -%}
    regexp_extract({{ text }}, '{{ pattern }}', {{ group }})
{%- endmacro %}


{#- The names of a relation's columns as this project writes them, in small letters. -#}
{% macro column_names(relation) -%}
    {%- set names = [] -%}
    {%- for column in adapter.get_columns_in_relation(relation) -%}
        {%- do names.append(lead_scoring.plain_name(column.name | string)) -%}
    {%- endfor -%}
    {{ return(names) }}
{%- endmacro %}

{% macro plain_name(name) -%}
    {{ return(adapter.dispatch('plain_name', 'lead_scoring')(name)) }}
{%- endmacro %}

{% macro default__plain_name(name) -%}
    {{ return(name) }}
{%- endmacro %}

{#- Snowflake keeps in capitals what nobody quoted. -#}
{% macro snowflake__plain_name(name) -%}
    {{ return(name | lower if name == name | upper else name) }}
{%- endmacro %}


{#- The same name as SQL quotes it. -#}
{% macro quoted_name(name) -%}
    {{ return(adapter.dispatch('quoted_name', 'lead_scoring')(name)) }}
{%- endmacro %}

{% macro default__quoted_name(name) -%}
    {{ return(adapter.quote(name)) }}
{%- endmacro %}

{% macro snowflake__quoted_name(name) -%}
    {{ return(adapter.quote(name | upper)) }}
{%- endmacro %}


{#- Post-hook of every stored table: what a warehouse wants to be told of it before it is read. -#}
{% macro settle(relation, materialized) -%}
    {{ return(adapter.dispatch('settle', 'lead_scoring')(relation, materialized)) }}
{%- endmacro %}

{% macro default__settle(relation, materialized) -%}
{%- endmacro %}

{#- PostgreSQL: text is ordered and compared by code point (by_code_point says why), which changes no row; and the planner is told how many
    rows there are and of what kind, before it comes round to looking by itself. -#}
{% macro postgres__settle(relation, materialized) -%}
    {%- if execute and materialized != 'view' -%}
        {%- set query -%}
            select attname
            from pg_attribute
            where
                attrelid = cast('{{ relation }}' as regclass)
                and attnum > 0
                and atttypid in (cast('text' as regtype), cast('varchar' as regtype))
                and attcollation <> cast('"C"' as regcollation)
                and not attisdropped
        {%- endset -%}
        {%- for name in run_query(query).columns[0].values() %}
            alter table {{ relation }} alter column {{ adapter.quote(name) }} type text collate "C";
        {%- endfor %}
            analyze {{ relation }}
    {%- endif -%}
{%- endmacro %}


{% macro redshift__settle(relation, materialized) -%}
{%- endmacro %}


{#- Pre-hook of every model and seed: how the warehouse is to run it. -#}
{% macro prepare_session() -%}
    {{ return(adapter.dispatch('prepare_session', 'lead_scoring')()) }}
{%- endmacro %}

{% macro default__prepare_session() -%}
{%- endmacro %}

{% macro postgres__prepare_session() -%}
    {{ lead_scoring.postgres_hold_claim() }}
    {{ lead_scoring.postgres_settings() }}
{%- endmacro %}

{% macro redshift__prepare_session() -%}
{%- endmacro %}

{#- PostgreSQL, until the transaction ends: the name by which a run is known to be at work (claims.sql); the zone in which times are told is UTC, whatever the server's; joins of many rows are not looked
    up row by row where its planner takes them for one row; queries are not compiled, which takes longer than they do. -#}
{% macro postgres_settings() -%}
    set local application_name = 'lead_scoring {{ invocation_id }}'; set local time zone 'UTC'; set local enable_nestloop = off; set local jit = off
{%- endmacro %}
