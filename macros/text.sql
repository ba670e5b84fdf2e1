{#- Text as people typed it, without white space around it; null where nothing is left. -#}
{% macro trimmed(text) -%}
    {{ return(adapter.dispatch('trimmed', 'lead_scoring')(text)) }}
{%- endmacro %}

{#- DuckDB trims a set of characters ten times as slowly as it looks at both ends, and hardly any text has something to trim.
    All white space but the no-break space comes before '!'. Characters are written as they are: planning pays for each chr(). -#}
{% macro duckdb__trimmed(text) -%}
    {%- set no_break = '%c' % 160 -%}
    case
            when {{ text }} > '!' and not (
                prefix({{ text }}, '{{ no_break }}') or suffix({{ text }}, ' ') or suffix({{ text }}, e'\t') or suffix({{ text }}, e'\n')
                or suffix({{ text }}, e'\r') or suffix({{ text }}, '{{ no_break }}')
            ) then {{ text }}
            else nullif({{ stripped(text) }}, '')
        end
{%- endmacro %}

{% macro default__trimmed(text) -%}
    nullif({{ stripped(text) }}, '')
{%- endmacro %}


{#- Text without white space around it. -#}
{% macro stripped(text) -%}
    {{ return(adapter.dispatch('stripped', 'lead_scoring')(text)) }}
{%- endmacro %}

{% macro default__stripped(text) -%}
    trim({{ text }}, {{ white_space() }})
{%- endmacro %}

{#- The two arguments of Spark's trim() are the other way round. -#}
{% macro spark__stripped(text) -%}
    btrim({{ text }}, {{ white_space() }})
{%- endmacro %}

{% macro redshift__stripped(text) -%}
    btrim({{ text }}, {{ white_space() }})
{%- endmacro %}


{#- The characters that trimming removes: space, tab, line feed, carriage return, no-break space. -#}
{% macro white_space() -%}
    {{ return(adapter.dispatch('white_space', 'lead_scoring')()) }}
{%- endmacro %}

{% macro default__white_space() -%}
    ' ' || chr(9) || chr(10) || chr(13) || chr(160)
{%- endmacro %}

{% macro duckdb__white_space() -%}
    e' \t\n\r{{ '%c' % 160 }}'
{%- endmacro %}

{#- Redshift's chr() knows ASCII. -#}
{% macro redshift__white_space() -%}
    ' ' || chr(9) || chr(10) || chr(13) || '{{ '%c' % 160 }}'
{%- endmacro %}


{#- Text as matching sees it: trimmed, lower case, without the accents of Spanish, Portuguese and French, composed or combining
    (`Dirección` → `direccion`). Upper and lower case accents are both listed: lower() leaves them on a C-locale server. -#}
{% macro plain_text(text) -%}
    {%- set bare -%}
    translate(
        {{ stripped(text) }},
        'áàâãäåéèêëíìîïóòôõöúùûüñçýÿÁÀÂÃÄÅÉÈÊËÍÌÎÏÓÒÔÕÖÚÙÛÜÑÇÝŸ' || {{ combining_accents() }},
        'aaaaaaeeeeiiiiooooouuuuncyyAAAAAAEEEEIIIIOOOOOUUUUNCYY'
    )
    {%- endset -%}
    {{ lowered(bare) }}
{%- endmacro %}


{#- Grave, acute, circumflex, tilde, diaeresis and cedilla, each a character of its own that follows its letter. -#}
{% macro combining_accents() -%}
    '{% for code in [768, 769, 770, 771, 776, 807] %}{{ '%c' % code }}{% endfor %}'
{%- endmacro %}


{#- Text in lower case, whatever the alphabet and the server's locale. -#}
{% macro lowered(text) -%}
    {{ return(adapter.dispatch('lowered', 'lead_scoring')(text)) }}
{%- endmacro %}

{% macro default__lowered(text) -%}
    lower({{ text }})
{%- endmacro %}

{#- PostgreSQL's lower() knows what the collation knows, and ours ("C", see by_code_point) knows ASCII. The capitals beyond it are translated;
    they are looked for where Unicode has some, from the Latin ones with accents to those of the smallest alphabets. -#}
{% macro postgres__lowered(text) -%}
    {%- set capitals = ['İ'] -%}
    {%- set small = ['i'] -%}
    {%- for first, last in [
        (192, 1366), (4256, 4301), (5024, 5109), (7312, 7359), (7680, 8188), (8486, 8498), (8544, 8579), (9398, 9423), (11264, 11506),
        (42560, 42650), (42786, 42997), (65313, 65338), (66560, 66599), (66736, 66771), (66928, 66965), (68736, 68786), (71840, 71871),
        (93760, 93791), (125184, 125217)
    ] -%}
        {%- for code in range(first, last + 1) -%}
            {%- set letter = '%c' % code -%}
            {%- if letter | lower != letter and letter | lower | length == 1 -%}
                {%- do capitals.append(letter) -%}
                {%- do small.append(letter | lower) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    case
            when octet_length({{ text }}) = length({{ text }}) then lower({{ text }})
            else lower(translate({{ text }}, '{{ capitals | join }}', '{{ small | join }}'))
        end
{%- endmacro %}


{#- Spark makes two letters of one, and a sigma at a word's end another one. -#}
{% macro spark__lowered(text) -%}
    lower(translate({{ text }}, 'İΣ', 'iσ'))
{%- endmacro %}

{% macro redshift__lowered(text) -%}
    {{ return(lead_scoring.default__lowered(text)) }}
{%- endmacro %}


{#- One row per alternative of a `|`-separated text, for the select list; null gives no row. The text is said a second time behind the one
    relation that the select reads, for warehouses that make rows there: from rules{{ each_alternative('pattern') }}. -#}
{% macro alternatives(text) -%}
    {{ return(adapter.dispatch('alternatives', 'lead_scoring')(text)) }}
{%- endmacro %}

{% macro default__alternatives(text) -%}
    split_part({{ text }}, '|', cast(pieces.generated_number as integer))
{%- endmacro %}

{% macro duckdb__alternatives(text) -%}
    unnest(string_split({{ text }}, '|'))
{%- endmacro %}

{% macro bigquery__alternatives(text) -%}
    piece
{%- endmacro %}

{% macro redshift__alternatives(text) -%}
    {{ return(lead_scoring.default__alternatives(text)) }}
{%- endmacro %}

{% macro postgres__alternatives(text) -%}
    regexp_split_to_table({{ text }}, '[|]')
{%- endmacro %}

{% macro spark__alternatives(text) -%}
    explode(split({{ text }}, '[|]'))
{%- endmacro %}


{#- What alternatives() wants behind the relation that it reads from. -#}
{% macro each_alternative(text) -%}
    {{ return(adapter.dispatch('each_alternative', 'lead_scoring')(text)) }}
{%- endmacro %}

{#- A text has at most 4096 alternatives there. -#}
{% macro default__each_alternative(text) %}
    inner join ({{ dbt.generate_series(4096) }}) as pieces
        on pieces.generated_number <= 1 + length({{ text }}) - length(replace({{ text }}, '|', ''))
{%- endmacro %}

{% macro duckdb__each_alternative(text) -%}
{%- endmacro %}

{% macro postgres__each_alternative(text) -%}
{%- endmacro %}

{% macro spark__each_alternative(text) -%}
{%- endmacro %}

{% macro redshift__each_alternative(text) -%}
    {{ return(lead_scoring.default__each_alternative(text)) }}
{%- endmacro %}

{% macro bigquery__each_alternative(text) %}
    cross join unnest(split({{ text }}, '|')) as piece
{%- endmacro %}


{#- Does a text meet a `like` pattern of the policy, in which nothing but `%` and `_` means anything? -#}
{% macro is_like(text, pattern) -%}
    {{ return(adapter.dispatch('is_like', 'lead_scoring')(text, pattern)) }}
{%- endmacro %}

{% macro default__is_like(text, pattern) -%}
    {{ text }} like {{ pattern }}
{%- endmacro %}

{#- Spark takes a backslash for an escape, and stops where it is none. -#}
{% macro spark__is_like(text, pattern) -%}
    {{ text }} like replace({{ pattern }}, '\\', '\\\\')
{%- endmacro %}

{#- BigQuery and Redshift take it for one, too. -#}
{% macro bigquery__is_like(text, pattern) -%}
    {{ return(lead_scoring.spark__is_like(text, pattern)) }}
{%- endmacro %}

{% macro redshift__is_like(text, pattern) -%}
    {{ return(lead_scoring.spark__is_like(text, pattern)) }}
{%- endmacro %}


{#- Does a text begin with another one? -#}
{% macro begins_with(text, beginning) -%}
    left({{ text }}, {{ beginning | length }}) = '{{ beginning }}'
{%- endmacro %}


{#- Join predicate: does an attribute value (columns attribute, plain_value, number_value) meet a condition (columns attribute,
    pattern, at_least, below)? A blank number sets no condition; a number is compared as at_least <= x < below. -#}
{% macro meets(attribute_values, conditions) -%}
    {{ attribute_values }}.attribute = {{ conditions }}.attribute
        and {{ is_like(attribute_values ~ '.plain_value', conditions ~ '.pattern') }}
        and ({{ conditions }}.at_least is null or {{ attribute_values }}.number_value >= {{ conditions }}.at_least)
        and ({{ conditions }}.below is null or {{ attribute_values }}.number_value < {{ conditions }}.below)
{%- endmacro %}


{#- A number that stands for several nullable text columns: 63 bits of the engine's own hash, which is many times as fast as md5.
    Two texts share a number once in 9 × 10^18 pairs. The numbers may change with the engine's version: int_loaded_days keeps the one
    of a known text, and everything is read anew where it differs. -#}
{% macro hash_of(columns) -%}
    {{ return(adapter.dispatch('hash_of', 'lead_scoring')(columns)) }}
{%- endmacro %}

{#- Where nothing of the engine's own is known: the first 60 bits of the MD5, digit by digit. -#}
{% macro default__hash_of(columns) -%}
    {%- set digest = md5_of(lead_scoring.columns_as_text(columns)) -%}
    (
        {%- for place in range(15) %}
        cast({{ dbt.position('substring(' ~ digest ~ ', ' ~ (place + 1) ~ ', 1)', "'123456789abcdef'") }} as bigint) * {{ 16 ** (14 - place) }}{{ ' +' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{% macro duckdb__hash_of(columns) -%}
    cast(hash({{ columns | join(', ') }}) >> 1 as bigint)
{%- endmacro %}

{% macro snowflake__hash_of(columns) -%}
    cast(bitand(hash({{ lead_scoring.columns_as_text(columns) }}), 9223372036854775807) as bigint)
{%- endmacro %}

{% macro bigquery__hash_of(columns) -%}
    (farm_fingerprint({{ lead_scoring.columns_as_text(columns) }}) & 9223372036854775807)
{%- endmacro %}

{% macro redshift__hash_of(columns) -%}
    abs(mod(fnv_hash({{ lead_scoring.columns_as_text(columns) }}), 9223372036854775807))
{%- endmacro %}

{#- The length before each text keeps the columns apart. -#}
{% macro columns_as_text(columns) -%}
            {%- for column in columns %}
            coalesce({{ text_behind_length(column) }}, '-'){{ ' ||' if not loop.last }}
            {%- endfor %}
{%- endmacro %}

{% macro text_behind_length(column) -%}
    {{ return(adapter.dispatch('text_behind_length', 'lead_scoring')(column)) }}
{%- endmacro %}

{% macro default__text_behind_length(column) -%}
    {%- set text = 'cast(' ~ column ~ ' as ' ~ type_text() ~ ')' -%}
    cast(length({{ text }}) as {{ type_text() }}) || ':' || {{ text }}
{%- endmacro %}

{% macro postgres__text_behind_length(column) -%}
    length(cast({{ column }} as {{ type_text() }})) || ':' || {{ column }}
{%- endmacro %}

{% macro spark__text_behind_length(column) -%}
    {{ return(lead_scoring.postgres__text_behind_length(column)) }}
{%- endmacro %}

{% macro postgres__hash_of(columns) -%}
    (hashtextextended({{ lead_scoring.columns_as_text(columns) }}, 0) & 9223372036854775807)
{%- endmacro %}

{#- Spark's hash of several columns does not see which of them are null. -#}
{% macro spark__hash_of(columns) -%}
    shiftrightunsigned(xxhash64({{ lead_scoring.columns_as_text(columns) }}), 1)
{%- endmacro %}


{#- Text that is ordered and compared by code point, not by the rules of a language. On PostgreSQL the collation goes along with a column
    through what is made of it: it is said where text comes in from raw tables, and of each stored table (settle). -#}
{% macro by_code_point(text) -%}
    {{ return(adapter.dispatch('by_code_point', 'lead_scoring')(text)) }}
{%- endmacro %}

{% macro default__by_code_point(text) -%}
    {{ text }}
{%- endmacro %}

{% macro postgres__by_code_point(text) -%}
    {{ text }} collate "C"
{%- endmacro %}

{% macro redshift__by_code_point(text) -%}
    {{ text }}
{%- endmacro %}


{#- A phrase with its {placeholders} filled in: `values` maps a placeholder to SQL; null fills in nothing. The last one filled in is the
    one whose text people typed, so that braces in it stay as they are. -#}
{% macro filled_in(phrase, values) -%}
    {%- set filled = namespace(sql=phrase) -%}
    {%- for name, sql in values.items() -%}
        {%- set filled.sql -%}
            replace({{ filled.sql }}, '{{ '{' ~ name ~ '}' }}', coalesce(cast({{ sql }} as {{ type_text() }}), ''))
        {%- endset -%}
    {%- endfor -%}
    {{ return(filled.sql) }}
{%- endmacro %}


{#- Points as people read them: a sign and a whole number, rounded half away from zero (+17, -5); one decimal below 1 (+0.4). The tables of
    points hold them exactly. -#}
{% macro signed_points(points) -%}
    case when {{ points }} < 0 then '-' else '+' end
            || case
                when abs({{ points }}) >= 0.95 then {{ decimal_text('round(abs(' ~ points ~ '), 0)', 0) }}
                else {{ decimal_text('round(abs(' ~ points ~ '), 1)', 1) }}
            end
{%- endmacro %}


{#- Points as whoever changes them reads them: a sign and three decimals (+17.250). -#}
{% macro exact_points(points) -%}
    case when {{ points }} < 0 then '-' else '+' end || {{ decimal_text('abs(' ~ points ~ ')', 3) }}
{%- endmacro %}


{#- A day as people read it: `phrase` (date or date_earlier_year of the wording) with day, month and year filled in; empty where it is null. -#}
{% macro day_in_words(phrase, month, day) -%}
    {{ filled_in(
        "coalesce(" ~ phrase ~ ", '')", {'day': 'extract(day from ' ~ day ~ ')', 'month': month, 'year': 'extract(year from ' ~ day ~ ')'}
    ) }}
{%- endmacro %}


{#- Which phrase tells a day, seen from another. -#}
{% macro day_phrase(day, seen_from) -%}
    case when extract(year from {{ day }}) = extract(year from {{ seen_from }}) then 'date' else 'date_earlier_year' end
{%- endmacro %}


{#- The time of day of a timestamp as people read it (09:30). -#}
{% macro shown_time(timestamp) -%}
    {%- for part in ['hour', 'minute'] -%}
    right('0' || cast(cast(extract({{ part }} from {{ timestamp }}) as integer) as {{ type_text() }}), 2){{ " || ':' || " if loop.first }}
    {%- endfor -%}
{%- endmacro %}


{#- A column of words for people in the language that the var `language` chooses: <column>_es, or the column itself where that is blank. -#}
{% macro localised(column) -%}
    {%- if language_setting() == 'es' -%} coalesce({{ column }}_es, {{ column }}) {%- else -%} {{ column }} {%- endif -%}
{%- endmacro %}
