{#- A parameter of a GA4 event that is a text, from event_params as JSON; null where the event has none of that name. -#}
{% macro event_parameter(name) -%}
    {{ adapter.dispatch('event_parameter')(name) }}
{%- endmacro %}

{% macro default__event_parameter(name) -%}
    {{ exceptions.raise_compiler_error('examples/sources reads GA4 on DuckDB alone, from exported files: write event_parameter for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__event_parameter(name) -%}
    list_filter(
        from_json(event_params, '[{"key": "VARCHAR", "value": {"string_value": "VARCHAR"}}]'),
        lambda parameter: parameter.key = '{{ name }}'
    )[1].value.string_value
{%- endmacro %}
