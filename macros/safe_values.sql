{#- Text as a double, null where it is not a number: a sign, digits, a decimal point, an exponent; nothing else
    ('10.000,50', 'n/a', '1 000', 'inf' are null); a number beyond the range of doubles is infinite. -#}
{% macro safe_number(text) -%}
    {{ return(adapter.dispatch('safe_number', 'lead_scoring')(text)) }}
{%- endmacro %}

{% macro default__safe_number(text) -%}
    case
        when regexp_matches({{ text }}, '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$')
            then try_cast({{ text }} as {{ type_double() }})
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

{#- Java's `$` lets a line end follow; its `\z` does not. -#}
{% macro spark__safe_number(text) -%}
    case
        when {{ text }} rlike '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?\\z'
            then try_cast({{ text }} as {{ type_double() }})
    end
{%- endmacro %}

{#- PostgreSQL: is the text a number as safe_number reads it? -#}
{% macro postgres_is_number(text) -%}
    (length({{ text }}) <= 1000 and {{ text }} ~ '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$')
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
                when {{ text }} like '%e%' or {{ text }} like '%E%'
                    then coalesce(try_cast({{ text }} as decimal(38, 18)), try_cast({{ safe_number(text) }} as decimal(38, 18)))
                else try_cast(regexp_extract({{ text }}, '^[+-]?[0-9]*([.][0-9]{0,18})?', 0) as decimal(38, 18))
            end,
            case when {{ text }} like '-%' then -1 else 1 end * cast('99999999999999999999' as decimal(38, 18))
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


{#- Text as an exact decimal with three places, rounded half away from zero; null where it is not a number or too large. For points and money. -#}
{% macro safe_decimal(text) -%}
    {{ return(adapter.dispatch('safe_decimal', 'lead_scoring')(text)) }}
{%- endmacro %}

{% macro default__safe_decimal(text) -%}
    try_cast({{ safe_number(text) }} as decimal(18, 3))
{%- endmacro %}

{% macro spark__safe_decimal(text) -%}
    try_cast({{ rounded(safe_number(text), 3) }} as decimal(18, 3))
{%- endmacro %}

{% macro postgres__safe_decimal(text) -%}
    case
        when abs({{ safe_number(text) }}) < 999999999999999.9995 then cast({{ rounded(safe_number(text), 3) }} as decimal(18, 3))
    end
{%- endmacro %}


{#- Text as a UTC timestamp, null where it is not `YYYY-MM-DD`, optionally with `T` or a space and `HH:MM:SS[.f]`, optionally with
    `Z` or `±HH:MM`. Without an offset the time is UTC. A fraction is cut after microseconds, so no time is rounded into the next day. -#}
{% macro safe_timestamp(text) -%}
    {{ return(adapter.dispatch('safe_timestamp', 'lead_scoring')(text)) }}
{%- endmacro %}

{% macro default__safe_timestamp(text) -%}
    case
        when regexp_matches(
            {{ text }},
            '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]+)?)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])?$'
        )
            then try_cast(regexp_extract({{ text }}, '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:]{8}([.][0-9]{1,6})?)?') as timestamp)
                - to_minutes(
                    coalesce(
                        try_cast(regexp_extract({{ text }}, '([+-])[0-9]{2}:[0-9]{2}$', 1) || '1' as integer)
                        * (
                            60 * try_cast(regexp_extract({{ text }}, '[+-]([0-9]{2}):[0-9]{2}$', 1) as integer)
                            + try_cast(right({{ text }}, 2) as integer)
                        ),
                        0
                    )
                )
    end
{%- endmacro %}

{% macro spark__safe_timestamp(text) -%}
    {%- set clock = '([01][0-9]|2[0-3]):[0-5][0-9]' -%}
    case
        when {{ text }} rlike '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]{{ clock }}:[0-5][0-9]([.][0-9]+)?)?(Z|[+-]{{ clock }})?\\z'
            then timestampadd(
                minute,
                coalesce(
                    try_cast(regexp_extract({{ text }}, '([+-])[0-9]{2}:[0-9]{2}$', 1) || '1' as integer)
                    * -(
                        60 * try_cast(regexp_extract({{ text }}, '[+-]([0-9]{2}):[0-9]{2}$', 1) as integer)
                        + try_cast(right({{ text }}, 2) as integer)
                    ),
                    0
                ),
                try_cast(regexp_extract({{ text }}, '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:]{8}([.][0-9]{1,6})?)?', 0) as timestamp)
            )
    end
{%- endmacro %}

{#- PostgreSQL: days that no month has are sorted out before the cast, which would fail. The year 0000, which is none, is unknown. -#}
{% macro postgres__safe_timestamp(text) -%}
    {%- set clock = '(?:[01][0-9]|2[0-3]):[0-5][0-9]' -%}
    {%- set date = '[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])' -%}
    case
        when not coalesce({{ text }} ~ '^{{ date }}(?:[T ]{{ clock }}:[0-5][0-9](?:[.][0-9]+)?)?(?:Z|[+-]{{ clock }})?$', false) then null
        when left({{ text }}, 4) = '0000' or substr({{ text }}, 6, 5) in ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31') then null
        when
            substr({{ text }}, 6, 5) <> '02-29'
            or mod(cast(left({{ text }}, 4) as integer), case when substr({{ text }}, 3, 2) = '00' then 400 else 4 end) = 0
            then case
                -- most times have neither a fraction nor an offset
                when length({{ text }}) in (10, 19) then cast({{ text }} as timestamp)
                else cast(substring({{ text }} from '^[0-9-]{10}(?:[T ][0-9:]{8}(?:[.][0-9]{1,6})?)?') as timestamp)
                    - coalesce(
                        cast(
                            substring({{ text }} from '([+-])[0-9]{2}:[0-9]{2}$')
                            || substring({{ text }} from '[+-]([0-9]{2}:[0-9]{2})$') as interval
                        ),
                        interval '0'
                    )
            end
    end
{%- endmacro %}


{#- Text as a flag: false for false, f, no, n, 0 (any case); `blank` where it is blank; true for anything else, an objection
    in words included: the flags of this project protect people. -#}
{% macro flag(text, blank) -%}
    coalesce(lower({{ text }}) not in ('false', 'f', 'no', 'n', '0'), {{ blank }})
{%- endmacro %}
