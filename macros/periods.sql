{#- The open ends of a period of days, known_from <= day < known_until. -#}
{% macro always_from() -%}
    cast('0001-01-01' as date)
{%- endmacro %}

{% macro always_until() -%}
    cast('9999-12-31' as date)
{%- endmacro %}


{#- The columns known_from and known_until of the time that two periods share. Join with periods_overlap first. -#}
{% macro shared_period(one, other) -%}
    greatest({{ one }}.known_from, {{ other }}.known_from) as known_from,
        least({{ one }}.known_until, {{ other }}.known_until) as known_until
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


{#- A select that follows merges twice as far as the given CTE (from_contact_id, to_contact_id, known_from, known_until) does. -#}
{% macro select_twice_as_far(hops) -%}
    select
        {{ hops }}.from_contact_id,
        further.to_contact_id,
        {{ shared_period(hops, 'further') }}
    from {{ hops }}
    inner join {{ hops }} as further
        on {{ hops }}.to_contact_id = further.from_contact_id
        and {{ periods_overlap(hops, 'further') }}
    {{ computed_once() }}
{%- endmacro %}


{#- At the end of a CTE that the next one reads twice: has it computed once, where a warehouse would not. -#}
{% macro computed_once() -%}
    {{ return(adapter.dispatch('computed_once', 'lead_scoring')()) }}
{%- endmacro %}

{% macro default__computed_once() -%}
{%- endmacro %}

{#- Spark writes a CTE out wherever it is read, 64 times where six double one another, unless there is chance in it. -#}
{% macro spark__computed_once() -%}
    where rand(0) >= 0
{%- endmacro %}
