{#- Text as a double, null where it is not a number: a sign, digits, a decimal point, an exponent; nothing else
    ('10.000,50', 'n/a', '1 000', 'inf' are null); a number beyond the range of doubles is infinite. -#}
{% macro safe_number(text) -%}
    {{ return(adapter.dispatch('safe_number', 'lead_scoring')(text)) }}
{%- endmacro %}

{% macro default__safe_number(text) -%}
    case
        when {{ is_wholly(text, lead_scoring.number_pattern()) }}
            then {{ tried_cast(text, type_double()) }}
    end
{%- endmacro %}

{#- PostgreSQL has no try_cast before version 16's pg_input_is_valid, so that nothing may reach a cast that it cannot hold. A number
    written with more than 1,000 characters is unknown. -#}
{% macro postgres__safe_number(text) -%}
    case
        when {{ lead_scoring.postgres_huge_exponent(text) }}
            then case
                when {{ text }} !~ '^[^eE]*[1-9]' or {{ text }} ~ '[eE]-' then cast(0 as double precision)
                when {{ text }} like '-%' then cast('-infinity' as double precision)
                else cast('infinity' as double precision)
            end
        when {{ lead_scoring.postgres_is_number(text) }}
            then case
                when abs(cast({{ text }} as numeric)) < 4.95e-324 then cast(0 as double precision)
                when cast({{ text }} as numeric) > 1.7976931348623157e308 then cast('infinity' as double precision)
                when cast({{ text }} as numeric) < -1.7976931348623157e308 then cast('-infinity' as double precision)
                else cast({{ text }} as double precision)
            end
    end
{%- endmacro %}

{% macro redshift__safe_number(text) -%}
    {{ return(lead_scoring.default__safe_number(text)) }}
{%- endmacro %}

{#- The pattern of a number. -#}
{% macro number_pattern() -%}
    {{ return('[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?') }}
{%- endmacro %}

{#- PostgreSQL: is the text a number as safe_number reads it? -#}
{% macro postgres_is_number(text) -%}
    (length({{ text }}) <= 1000 and {{ text }} ~ '^{{ lead_scoring.number_pattern() }}$')
{%- endmacro %}

{#- PostgreSQL: is it one with an exponent of more than four digits, which a numeric cannot hold? -#}
{% macro postgres_huge_exponent(text) -%}
    ({{ lead_scoring.postgres_is_number(text) }} and {{ text }} ~ '[eE][+-]?0*[1-9][0-9]{4}')
{%- endmacro %}


{#- Text as a number that is compared: an exact decimal cut, never rounded, after 18 places, so that 9999.99999999999999999 stays
    below 10000. Beyond ±10^20 it is the largest number there is; null where it is not a number. -#}
{% macro compared_number(text) -%}
    {{ return(adapter.dispatch('compared_number', 'lead_scoring')(text)) }}
{%- endmacro %}

{% macro default__compared_number(text) -%}
    case
        when {{ safe_number(text) }} is null then null
        else coalesce(
            case
                when {{ text }} like '%e%' or {{ text }} like '%E%' then {{ lead_scoring.number_of_exponent(text) }}
                else {{ tried_cast(found_or_empty(text, '^[+-]?[0-9]*([.][0-9]{0,18})?', 0), type_decimal(38, 18)) }}
            end,
            case when {{ text }} like '-%' then -1 else 1 end * cast('99999999999999999999' as {{ type_decimal(38, 18) }})
        )
    end
{%- endmacro %}

{% macro redshift__compared_number(text) -%}
    {{ return(lead_scoring.default__compared_number(text)) }}
{%- endmacro %}

{#- A number with an exponent, as compared_number reads it; null from 10^20 on. Its point is moved in the text, for a cast and a double round:
    the digits without those behind the eighteenth place, and a point before the last eighteen. -#}
{% macro number_of_exponent(text) -%}
    {%- set mantissa = found_or_empty(text, '^[+-]?([0-9]*[.]?[0-9]*)') -%}
    {%- set digits = found_or_empty("replace(" ~ mantissa ~ ", '.', '')", '[1-9][0-9]*', 0) -%}
    {%- set exponent = tried_cast(found_or_empty(text, '[eE]([+-]?[0-9]{1,18}$)'), 'bigint') -%}
    {%- set beyond = "case when " ~ text ~ " like '%e-%' or " ~ text ~ " like '%E-%' then -1000000000 else 1000000000 end" -%}
    {%- set places = "(coalesce(" ~ exponent ~ ", " ~ beyond ~ ") + 18 - length(" ~ found_or_empty(mantissa, '[.]([0-9]*)') ~ "))" -%}
    {%- set kept = greatest_of('length(' ~ digits ~ ') + ' ~ least_of(places, 0), 0) -%}
    {%- set added = least_of(greatest_of(places, 0), 39) -%}
    {%- set shifted = 'left(' ~ digits ~ ', cast(' ~ kept ~ " as integer)) || repeat('0', cast(" ~ added ~ ' as integer))' -%}
    case
                    when {{ digits }} = '' then 0
                    when {{ places }} > 38 or length({{ digits }}) + {{ places }} > 38 then null
                    else cast(
                        case when {{ text }} like '-%' then '-' else '' end
                        || left(lpad({{ shifted }}, 38, '0'), 20) || '.' || right(lpad({{ shifted }}, 38, '0'), 18)
                        as {{ type_decimal(38, 18) }}
                    )
                end
{%- endmacro %}

{% macro bigquery__compared_number(text) -%}
    {%- set number = tried_cast(text, 'bignumeric') -%}
    case
        when {{ safe_number(text) }} is null then null
        else coalesce(
            case when abs({{ number }}) < bignumeric '100000000000000000000' then trunc({{ number }}, 18) end,
            case
                when {{ text }} like '%e-%' or {{ text }} like '%E-%' then 0
                when {{ text }} like '-%' then -1
                else 1
            end * bignumeric '99999999999999999999'
        )
    end
{%- endmacro %}

{% macro postgres__compared_number(text) -%}
    case
        when {{ lead_scoring.postgres_huge_exponent(text) }}
            then case
                when {{ text }} !~ '^[^eE]*[1-9]' or {{ text }} ~ '[eE]-' then cast(0 as decimal(38, 18))
                else case when {{ text }} like '-%' then -1 else 1 end * cast('99999999999999999999' as decimal(38, 18))
            end
        when {{ lead_scoring.postgres_is_number(text) }}
            then cast(
                trunc(greatest(least(cast({{ text }} as numeric), 99999999999999999999), -99999999999999999999), 18) as decimal(38, 18)
            )
    end
{%- endmacro %}


{#- Text as an exact decimal with three places, rounded half away from zero; null where it is not a number or too large. For points and money.
    Never by way of a double, in which 0.5005 is a little less. -#}
{% macro safe_decimal(text) -%}
    {{ return(adapter.dispatch('safe_decimal', 'lead_scoring')(text)) }}
{%- endmacro %}

{% macro default__safe_decimal(text) -%}
    case
        when abs({{ compared_number(text) }}) < 999999999999999.9995 then cast(round({{ compared_number(text) }}, 3) as {{ type_decimal(18, 3) }})
    end
{%- endmacro %}

{% macro duckdb__safe_decimal(text) -%}
    try_cast(round({{ compared_number(text) }}, 3) as decimal(18, 3))
{%- endmacro %}

{% macro spark__safe_decimal(text) -%}
    {{ return(lead_scoring.duckdb__safe_decimal(text)) }}
{%- endmacro %}


{#- Text as a UTC timestamp; null where it is none. A time is `YYYY-MM-DD`, optionally `T` or a blank and an hour of one or two digits,
    minutes and optionally seconds with a fraction, and then optionally a zone (UTC, Z, z, `±HH`, `±HHMM`, `±HH:MM`), before which a blank may
    stand; no zone is UTC. Or it is a whole number of exactly 10, 13 or 16 digits: seconds, milliseconds or microseconds since 1970. A
    fraction is cut after microseconds, so that no time is rounded into the next day. Years outside 0001 to 9999 are unreadable.
    Most times have neither a fraction nor a zone: those are not taken apart. Whoever says checked=false sees to known_time() outside: on
    DuckDB the SQL of a zone stands three times less then, which is planned faster. -#}
{% macro safe_timestamp(text, checked=true) -%}
    {{ return(adapter.dispatch('safe_timestamp', 'lead_scoring')(text, checked)) }}
{%- endmacro %}

{#- A text that looks like a time is taken apart, so that nothing depends on what a warehouse takes for one: its day must be in the calendar;
    hour, minutes, seconds and fraction are written out; the offset is taken off. -#}
{% macro default__safe_timestamp(text, checked) -%}
    {%- set offset = found_or_empty(text, ':[0-9.]+ ?[+-]([0-9:]+)$') -%}
    {%- set fraction = found_or_empty(text, ':[0-9]{2}[.]([0-9]{1,6})') -%}
    {%- set seconds = found_or_empty(text, '^.{11}[0-9]{1,2}:[0-9]{2}:([0-9]{2})') -%}
    {%- set local_time -%}
    cast(
                        left({{ text }}, 10) || ' ' || right('0' || {{ found_or_empty(text, '^.{11}([0-9]{1,2}):') }}, 2)
                        || ':' || {{ found_or_empty(text, '^.{11}[0-9]{1,2}:([0-9]{2})') }} || ':' || right('00' || {{ seconds }}, 2)
                        || '.' || left({{ fraction }} || '000000', 6) as timestamp
                    )
    {%- endset -%}
    {%- set minutes -%}
    cast(
                        case when {{ found_or_empty(text, ':[0-9.]+ ?([+-])[0-9:]+$') }} = '-' then 1 else -1 end * (
                            60 * coalesce({{ tried_cast('left(' ~ offset ~ ', 2)', 'integer') }}, 0)
                            + coalesce({{ tried_cast("substring(replace(" ~ offset ~ ", ':', ''), 3, 2)", 'integer') }}, 0)
                        ) as integer
                    )
    {%- endset -%}
    {%- set zoned_time = time_after('minute', minutes, local_time) -%}
    {%- set seconds_since_1970 = time_after('second', 'cast(left(' ~ text ~ ', 10) as bigint)', "cast('1970-01-01' as timestamp)") -%}
    case
        when {{ text }} like '0000-%' then null
        when {{ is_wholly(text, lead_scoring.time_pattern('[0-9]{4}-[0-9]{2}-[0-9]{2}')) }}
            then case
                when {{ tried_cast('left(' ~ text ~ ', 10)', 'date') }} is null then null
                when {{ lead_scoring.is_plain_time(text) }} then cast(replace({{ text }}, 'T', ' ') as timestamp)
                else {{ known_time(zoned_time) if checked else zoned_time }}
            end
        when {{ is_wholly(text, lead_scoring.epoch_pattern()) }}
            then {{ time_after('microsecond', "cast(substring(rpad(" ~ text ~ ", 16, '0'), 11, 6) as integer)", seconds_since_1970) }}
    end
{%- endmacro %}

{% macro redshift__safe_timestamp(text, checked) -%}
    {{ return(lead_scoring.default__safe_timestamp(text, checked)) }}
{%- endmacro %}

{% macro duckdb__safe_timestamp(text, checked) -%}
    case
        when {{ text }} like '0000-%' then null
        when regexp_full_match({{ text }}, '{{ lead_scoring.time_pattern("[0-9]{4}-[0-9]{2}-[0-9]{2}") }}')
            then case
                when {{ lead_scoring.is_plain_time(text) }} then try_cast({{ text }} as timestamp)
                else {{ known_time(lead_scoring.duckdb_zoned_time(text)) if checked else lead_scoring.duckdb_zoned_time(text) }}
            end
        when regexp_full_match({{ text }}, '{{ lead_scoring.epoch_pattern() }}') then make_timestamp(cast(rpad({{ text }}, 16, '0') as bigint))
    end
{%- endmacro %}

{#- DuckDB: the UTC time of a text that looks like one; null where no calendar has the day. -#}
{% macro duckdb_zoned_time(text) -%}
    {%- set zone = lead_scoring.zone_pattern() -%}
    try_cast(regexp_extract({{ text }}, '{{ lead_scoring.local_time_pattern() }}') as timestamp) - to_minutes(
                    coalesce(
                        try_cast(regexp_extract({{ text }}, '{{ zone }}', 1) || '1' as integer) * (
                            60 * try_cast(regexp_extract({{ text }}, '{{ zone }}', 2) as integer)
                            + coalesce(try_cast(regexp_extract({{ text }}, '{{ zone }}', 3) as integer), 0)
                        ),
                        0
                    )
                )
{%- endmacro %}

{#- Java's `$` lets a line end follow; its `\z` does not. Spark wants seconds. -#}
{% macro spark__safe_timestamp(text, checked) -%}
    {%- set zone = lead_scoring.zone_pattern() -%}
    {%- set local_time = "regexp_extract(" ~ text ~ ", '" ~ lead_scoring.local_time_pattern() ~ "', 0)" -%}
    {%- set zoned_time -%}
    timestampadd(
                minute,
                coalesce(
                    try_cast(regexp_extract({{ text }}, '{{ zone }}', 1) || '1' as integer) * -(
                        60 * try_cast(regexp_extract({{ text }}, '{{ zone }}', 2) as integer)
                        + coalesce(try_cast(regexp_extract({{ text }}, '{{ zone }}', 3) as integer), 0)
                    ),
                    0
                ),
                try_cast({{ local_time }} || case when {{ local_time }} rlike '^.{10}.[0-9]{1,2}:[0-9]{2}\\z' then ':00' else '' end as timestamp)
            )
    {%- endset -%}
    case
        when {{ text }} like '0000-%' then null
        when {{ text }} rlike '^{{ lead_scoring.time_pattern("[0-9]{4}-[0-9]{2}-[0-9]{2}") }}\\z' then {{ lead_scoring.known_time(zoned_time) }}
        when {{ text }} rlike '^(?:{{ lead_scoring.epoch_pattern() }})\\z' then timestamp_micros(cast(rpad({{ text }}, 16, '0') as bigint))
    end
{%- endmacro %}

{#- PostgreSQL: days that no month has are sorted out before the cast, which would fail. -#}
{% macro postgres__safe_timestamp(text, checked) -%}
    {%- set date = '[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])' -%}
    {%- set zoned_time -%}
    cast(substring({{ text }} from '{{ lead_scoring.local_time_pattern() }}') as timestamp) - coalesce(
                        cast(
                            substring({{ text }} from ':[0-9.]+ ?([+-][0-9]{2}):?(?:[0-9]{2})?$')
                            || ':' || coalesce(substring({{ text }} from ':[0-9.]+ ?[+-][0-9]{2}:?([0-9]{2})$'), '00') as interval
                        ),
                        interval '0'
                    )
    {%- endset -%}
    case
        when {{ text }} ~ '^(?:{{ lead_scoring.epoch_pattern() }})$'
            then cast('1970-01-01' as timestamp)
                + cast(left({{ text }}, 10) as bigint) * interval '1 second'
                + cast(substr(rpad({{ text }}, 16, '0'), 11) as integer) * interval '1 microsecond'
        when not coalesce({{ text }} ~ '^{{ lead_scoring.time_pattern(date) }}$', false) then null
        when left({{ text }}, 4) = '0000' or substr({{ text }}, 6, 5) in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31') then null
        when
            substr({{ text }}, 6, 5) <> '02-29'
            or mod(cast(left({{ text }}, 4) as integer), case when substr({{ text }}, 3, 2) = '00' then 400 else 4 end) = 0
            then case
                when {{ lead_scoring.is_plain_time(text) }} then cast({{ text }} as timestamp)
                else {{ lead_scoring.known_time(zoned_time) }}
            end
    end
{%- endmacro %}

{#- The pattern of a time whose date has a pattern. -#}
{% macro time_pattern(date) -%}
    {{ return(
        date ~ '(?:[T ](?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.][0-9]+)?)?'
        ~ '(?: ?(?:Z|z|UTC|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?))?)?'
    ) }}
{%- endmacro %}

{#- In a time: its part before the zone, less what follows microseconds. -#}
{% macro local_time_pattern() -%}
    {{ return('^[0-9-]{10}(?:[T ][0-9:]+(?:[.][0-9]{1,6})?)?') }}
{%- endmacro %}

{#- In a time: sign, hours and minutes of its offset. -#}
{% macro zone_pattern() -%}
    {{ return(':[0-9.]+ ?([+-])([0-9]{2}):?([0-9]{2})?$') }}
{%- endmacro %}

{#- The pattern of seconds, milliseconds or microseconds since 1970. -#}
{% macro epoch_pattern() -%}
    {{ return('[0-9]{10}|[0-9]{13}|[0-9]{16}') }}
{%- endmacro %}

{#- Is a time one that any warehouse casts: `YYYY-MM-DD`, or with two digits each of hours, minutes and seconds after it? -#}
{% macro is_plain_time(text) -%}
    (length({{ text }}) = 10 or {{ text }} like '________________:__')
{%- endmacro %}


{#- A timestamp; null outside the years 0001 to 9999, which not every warehouse and program can hold. -#}
{% macro known_time(timestamp) -%}
    case
            when {{ timestamp }} >= cast('0001-01-01' as timestamp) and {{ timestamp }} <= cast('9999-12-31 23:59:59.999999' as timestamp)
                then {{ timestamp }}
        end
{%- endmacro %}


{#- Is a text a whole number? Not where a digit other than 0 stands behind the point, and not where exactly three digits do: `1.500` and
    `1.000` may be thousands. `25.0` and `1e3` are whole. False where the text is no number, or null. -#}
{% macro is_whole(text) -%}
    {%- set digits = found_in(text, '^[+-]?([0-9]*[.]?[0-9]*)') -%}
    {%- set behind_point = found_in(text, '[.]([0-9]*)') -%}
    (
        {{ safe_number(text) }} is not null
        and coalesce(length({{ behind_point }}), 0) <> 3
        and (
            coalesce({{ without_last_zeros("replace(" ~ digits ~ ", '.', '')") }}, '') = ''
            or coalesce(length({{ behind_point }}), 0)
            - (length(replace({{ digits }}, '.', '')) - length({{ without_last_zeros("replace(" ~ digits ~ ", '.', '')") }}))
            <= coalesce({{ safe_number(found_in(text, '[eE]([+-]?[0-9]+)$')) }}, 0)
        )
    )
{%- endmacro %}


{#- A text without one character, as often as it stands at its end. -#}
{% macro without_last(text, character) -%}
    {{ return(adapter.dispatch('without_last', 'lead_scoring')(text, character)) }}
{%- endmacro %}

{% macro default__without_last(text, character) -%}
    rtrim({{ text }}, '{{ character }}')
{%- endmacro %}

{#- Spark's rtrim takes what to leave out first -#}
{% macro spark__without_last(text, character) -%}
    trim(trailing '{{ character }}' from {{ text }})
{%- endmacro %}

{% macro without_last_zeros(text) -%}
    {{ without_last(text, '0') }}
{%- endmacro %}


{#- Is a text a value of a type of attribute_types (number, whole, date; any text is one of text, and of no type)? -#}
{% macro is_of_type(text, value_type) -%}
    case {{ value_type }}
            when 'number' then {{ safe_number(text) }} is not null
            when 'whole' then {{ is_whole(text) }}
            when 'date' then {{ safe_timestamp(text) }} is not null
            else true
        end
{%- endmacro %}


{#- Text as a flag, whatever the case: the words for yes and no of the languages that spreadsheets write. `blank` where it is blank,
    `otherwise` where it is another word: flags protect people, an objection in words included. -#}
{% macro flag(text, blank, otherwise) -%}
    case
        when {{ text }} is null then {{ blank }}
        when {{ lowered(text) }} in ({{ lead_scoring.words_for_yes() }}) then true
        when {{ lowered(text) }} in ({{ lead_scoring.words_for_no() }}) then false
        else {{ otherwise }}
    end
{%- endmacro %}

{#- Is a text no flag? -#}
{% macro is_no_flag(text) -%}
    {{ lowered(text) }} not in ({{ lead_scoring.words_for_yes() }}, {{ lead_scoring.words_for_no() }})
{%- endmacro %}

{% macro words_for_yes() -%}
    'true', 't', 'yes', 'y', '1', 'si', 'sí', 's', 'verdadero', 'verdadeiro', 'sim', 'vrai', 'oui', 'wahr', 'ja'
{%- endmacro %}

{% macro words_for_no() -%}
    'false', 'f', 'no', 'n', '0', 'falso', 'não', 'nao', 'faux', 'non', 'falsch', 'nein'
{%- endmacro %}
