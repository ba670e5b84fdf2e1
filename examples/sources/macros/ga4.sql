{#- A parameter of a GA4 event that is a text, from event_params as JSON; null where the event has none of that name. -#}
{% macro event_parameter(name) -%}
    {{ adapter.dispatch('event_parameter')(name) }}
{%- endmacro %}

{#- GA4 is read from exported files on DuckDB alone; elsewhere its tables are not there, and nothing is asked. -#}
{% macro default__event_parameter(name) -%}
    cast(null as {{ dbt.type_string() }})
{%- endmacro %}

{% macro duckdb__event_parameter(name) -%}
    list_filter(
        from_json(event_params, '[{"key": "VARCHAR", "value": {"string_value": "VARCHAR"}}]'),
        lambda parameter: parameter.key = '{{ name }}'
    )[1].value.string_value
{%- endmacro %}
