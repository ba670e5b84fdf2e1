{#- Text as a double, null where it is not a number: a sign, digits, a decimal point, an exponent; nothing else
    ('10.000,50', 'n/a', '1 000', 'inf' are null); a number beyond the range of doubles is infinite. -#}
{% macro safe_number(text) -%}
    {{ return(adapter.dispatch('safe_number', 'lead_scoring')(text)) }}
{%- endmacro %}

{% macro default__safe_number(text) -%}
    case
        when regexp_matches({{ text }}, '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$')
            then try_cast({{ text }} as double)
    end
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
                else try_cast(regexp_extract({{ text }}, '^[+-]?[0-9]*([.][0-9]{0,18})?') as decimal(38, 18))
            end,
            case when {{ text }} like '-%' then -1 else 1 end * cast('99999999999999999999' as decimal(38, 18))
        )
    end
{%- endmacro %}


{#- Text as an exact decimal with three places, rounded half away from zero; null where it is not a number or too large. For points and money. -#}
{% macro safe_decimal(text) -%}
    try_cast({{ safe_number(text) }} as decimal(18, 3))
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


{#- Text as a flag: false for false, f, no, n, 0 (any case); `blank` where it is blank; true for anything else, an objection
    in words included: the flags of this project protect people. -#}
{% macro flag(text, blank) -%}
    coalesce(lower({{ text }}) not in ('false', 'f', 'no', 'n', '0'), {{ blank }})
{%- endmacro %}
