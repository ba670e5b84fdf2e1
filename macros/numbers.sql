{#- Arithmetic that cannot stop a build: where there is no answer it is null, on every warehouse, and never an error, an infinity or a NaN.
    Statistics divide, take logarithms and roots, and write decimals by these macros alone. -#}


{#- a / b, a double; null where one is null, and where b is 0. -#}
{% macro quotient(a, b) -%}
    cast({{ a }} as {{ type_double() }}) / nullif(cast({{ b }} as {{ type_double() }}), 0)
{%- endmacro %}


{#- The natural logarithm of a number above 0; null of any other. -#}
{% macro logarithm(value) -%}
    ln(case when {{ value }} > 0 then cast({{ value }} as {{ type_double() }}) end)
{%- endmacro %}


{#- e to the power of a number, above 0; null beyond 700, where no double is large enough; below -700, where none is small enough, e^-700. -#}
{% macro exponential(value) -%}
    exp(case when {{ value }} < -700 then -700 when {{ value }} <= 700 then cast({{ value }} as {{ type_double() }}) end)
{%- endmacro %}


{#- The square root of a number, 0 of one below 0: what is a hair below it, as differences of doubles are, stands for 0. -#}
{% macro square_root(value) -%}
    sqrt(case when {{ value }} < 0 then 0 else cast({{ value }} as {{ type_double() }}) end)
{%- endmacro %}


{#- A number as an exact decimal of so many `digits`, `places` of them after the point, rounded half away from zero; null where it has
    more digits before the point than that. `kept` is for a number that is a decimal already: it is not rounded as a double is. -#}
{% macro to_decimal(value, digits, places, kept=false) -%}
    cast(
        case when abs({{ value }}) <= {{ lead_scoring.nines(digits - places) }} then {{ 'round(' ~ value ~ ', ' ~ places ~ ')' if kept else rounded(value, places) }} end
        as {{ type_decimal(digits, places) }}
    )
{%- endmacro %}


{#- The largest whole number of so many digits. -#}
{% macro nines(digits) -%}
    {{ return(adapter.dispatch('nines', 'lead_scoring')(digits)) }}
{%- endmacro %}

{% macro default__nines(digits) -%}
    {{ return('9' * digits) }}
{%- endmacro %}

{#- BigQuery takes a whole number for one of 64 bits. -#}
{% macro bigquery__nines(digits) -%}
    {{ return(('9' * digits) if digits <= 18 else "bignumeric '" ~ '9' * digits ~ "'") }}
{%- endmacro %}


{#- A share, rate or ratio as it is published: six places, below 10^12. -#}
{% macro to_six_places(value) -%}
    {{ to_decimal(value, 18, 6) }}
{%- endmacro %}


{#- A decimal of so many places as text, with all of them (17.250). -#}
{% macro decimal_text(value, places) -%}
    {{ return(adapter.dispatch('decimal_text', 'lead_scoring')(value, places)) }}
{%- endmacro %}

{% macro default__decimal_text(value, places) -%}
    cast(cast({{ value }} as {{ type_decimal(18, places) }}) as {{ type_text() }})
{%- endmacro %}

{#- BigQuery leaves out zeros at the end. -#}
{% macro bigquery__decimal_text(value, places) -%}
    format('%.{{ places }}f', cast({{ value }} as numeric))
{%- endmacro %}


{#- The median of the numbers of an aggregate. -#}
{% macro median_of(number) -%}
    {{ return(adapter.dispatch('median_of', 'lead_scoring')(number)) }}
{%- endmacro %}

{% macro default__median_of(number) -%}
    percentile_cont(0.5) within group (
            order by {{ number }}
        )
{%- endmacro %}

{#- BigQuery's percentile_cont is of a window, not of an aggregate. -#}
{% macro bigquery__median_of(number) -%}
    {%- set numbers = 'array_agg(' ~ number ~ ' ignore nulls order by ' ~ number ~ ')' -%}
    (
            {{ numbers }}[safe_offset(div(count({{ number }}) - 1, 2))] + {{ numbers }}[safe_offset(div(count({{ number }}), 2))]
        ) / 2
{%- endmacro %}
