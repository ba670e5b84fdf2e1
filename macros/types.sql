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


{#- A double rounded half away from zero to a number of decimal places; null stays null. Cast it to a decimal of as many places. -#}
{% macro rounded(value, places=0) -%}
    {{ return(adapter.dispatch('rounded', 'lead_scoring')(value, places)) }}
{%- endmacro %}

{% macro default__rounded(value, places) -%}
    round({{ value }}{{ ', ' ~ places if places }})
{%- endmacro %}

{#- PostgreSQL rounds a double half to even, and turned into a decimal a double keeps fifteen digits only; its text keeps all. -#}
{% macro postgres__rounded(value, places) -%}
    (
            round(cast(cast(({{ value }}){{ ' * cast(1e' ~ places ~ ' as double precision)' if places }} as text) as numeric))
            {{- ' * 1e-' ~ places if places }}
        )
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
    power(cast(0.5 as {{ type_double() }}), least({{ exponent }}, 1000))
{%- endmacro %}


{#- What a regular expression finds in a text: its first group; empty text where it finds nothing, null where the text is null. -#}
{% macro found_in(text, pattern) -%}
    {{ return(adapter.dispatch('found_in', 'lead_scoring')(text, pattern)) }}
{%- endmacro %}

{% macro default__found_in(text, pattern) -%}
    regexp_extract({{ text }}, '{{ pattern }}', 1)
{%- endmacro %}

{% macro postgres__found_in(text, pattern) -%}
    substring({{ text }} from '{{ pattern }}')
{%- endmacro %}


{#- Post-hook of every model: tells the planner how many rows there are and of what kind. Only PostgreSQL needs to be told before it comes
    round to looking by itself. -#}
{% macro gather_statistics(relation, materialized) -%}
    {{ return(adapter.dispatch('gather_statistics', 'lead_scoring')(relation, materialized)) }}
{%- endmacro %}

{% macro default__gather_statistics(relation, materialized) -%}
{%- endmacro %}

{% macro postgres__gather_statistics(relation, materialized) -%}
    {%- if materialized != 'view' -%}
        analyze {{ relation }}
    {%- endif -%}
{%- endmacro %}
