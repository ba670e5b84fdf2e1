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

{% macro spark__found_in(text, pattern) -%}
    regexp_extract({{ text }}, {{ lead_scoring.spark_literal(pattern) }}, 1)
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

{#- PostgreSQL, until the transaction ends: the name by which a run is known to be at work (claims.sql); the zone in which times are told is UTC, whatever the server's; joins of many rows are not looked
    up row by row where its planner takes them for one row; queries are not compiled, which takes longer than they do. -#}
{% macro postgres_settings() -%}
    set local application_name = 'lead_scoring {{ invocation_id }}'; set local time zone 'UTC'; set local enable_nestloop = off; set local jit = off
{%- endmacro %}
