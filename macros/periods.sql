{#- The open ends of a period of days, known_from <= day < known_until. -#}
{% macro always_from() -%}
    cast('0001-01-01' as date)
{%- endmacro %}

{% macro always_until() -%}
    cast('9999-12-31' as date)
{%- endmacro %}


{#- The columns known_from and known_until of the time that two periods share. Join with periods_overlap first. -#}
{% macro shared_period(one, other) -%}
    {{ greatest_of(one ~ '.known_from', other ~ '.known_from') }} as known_from,
        {{ least_of(one ~ '.known_until', other ~ '.known_until') }} as known_until
{%- endmacro %}

{% macro periods_overlap(one, other) -%}
    {{ one }}.known_from < {{ other }}.known_until
        and {{ other }}.known_from < {{ one }}.known_until
{%- endmacro %}


{#- Join predicate: is the row's period the one in which a moment's date lies? -#}
{% macro known_on(period, moment) -%}
    {{ period }}.known_from <= {{ moment }}.as_of_date
        and {{ moment }}.as_of_date < {{ period }}.known_until
{%- endmacro %}
