{#- The contact id of a journey's typical lead. Ids of raw tables are trimmed, so one that starts with a space is nobody's. -#}
{% macro journey_lead(journey_id) -%}
    ' ' || {{ journey_id }}
{%- endmacro %}


{#- A date a number of days after another. -#}
{% macro days_after(date, days) -%}
    cast({{ time_after('day', 'cast(' ~ days ~ ' as integer)', date) }} as date)
{%- endmacro %}


{#- The value of a name in `;name=value;name=value;`; null where the name is not there. -#}
{% macro value_in_pairs(pairs, name) -%}
    nullif({{ found_in(pairs, ';\\s*' ~ name ~ '\\s*=([^;]*);') }}, '')
{%- endmacro %}
