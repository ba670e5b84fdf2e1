{#- A bound of the 95 % interval of a number of independent events (a Poisson count), by the score method: the lower one for sign -, the upper
    one for +. A double, 0 at least. -#}
{% macro count_bound(events, sign) -%}
    {%- set z = 'cast(1.959963984540054 as ' ~ type_double() ~ ')' -%}
    {%- set z2 = z ~ ' * ' ~ z -%}
    ({{ events }} + {{ quotient(z2, 2) }} {{ sign }} {{ z }} * {{ square_root(events ~ ' + ' ~ quotient(z2, 4)) }})
{%- endmacro %}


{#- A select of one signal that is a share: (signal, cases, value, value_low, value_high), null where `relation` has no row of
    `among`. The bounds are Wilson's. -#}
{% macro select_share_signal(signal, relation, part, among='true') -%}
    select
        '{{ signal }}' as signal,
        cases,
        share as value,
        {{ wilson_bound('share', 'cases', '-') }} as value_low,
        {{ wilson_bound('share', 'cases', '+') }} as value_high
    from (
        select
            cases,
            {{ quotient('cases_of_part', 'cases') }} as share
        from (
            select
                count(*) as cases,
                count(case when {{ part }} then 1 end) as cases_of_part
            from {{ relation }}
            where {{ among }}
        ) as counts
    ) as shares
{%- endmacro %}


{#- A select of the signal nurturing: the share of `leads` (contact_id) that are in a segment of nurture, not with sales and no customers. One
    row without cases where nurture is switched off. -#}
{% macro select_nurturing_signal(leads) -%}
    {%- if switch_setting('nurture', true) -%}
    {%- set nurtured -%}
    (
                select
                    {{ leads }}.contact_id,
                    nurture_leads.contact_id is not null as is_nurtured
                from {{ leads }}
                left join {{ ref('int_nurture_leads') }} as nurture_leads
                    on {{ leads }}.contact_id = nurture_leads.contact_id
                    and nurture_leads.segment not in ('waiting_for_capacity', 'being_worked', 'open_opportunity', 'customer')
            ) as nurtured
    {%- endset -%}
    {{ select_share_signal('nurturing', nurtured, 'is_nurtured') }}
    {%- else -%}
    {{ select_share_signal('nurturing', leads, 'false', among='false') }}
    {%- endif -%}
{%- endmacro %}


{#- A select of one signal that is counted exactly: (signal, cases, value, value_low, value_high), the last three alike. -#}
{% macro select_counted_signal(signal, value, relation) -%}
    select
        '{{ signal }}' as signal,
        count(*) as cases,
        cast({{ value }} as {{ type_double() }}) as value,
        cast({{ value }} as {{ type_double() }}) as value_low,
        cast({{ value }} as {{ type_double() }}) as value_high
    from {{ relation }}
{%- endmacro %}


{#- A number as a sentence shows it: with one decimal, per cent where `shown_as` says share; a whole number where it says count. -#}
{% macro shown_number(value, shown_as) -%}
    case {{ shown_as }}
                when 'share' then cast({{ to_decimal('100 * ' ~ value, 18, 1) }} as {{ dbt.type_string() }}) || ' %'
                when 'count' then cast({{ to_decimal(value, 18, 0) }} as {{ dbt.type_string() }})
                else cast({{ to_decimal(value, 18, 2) }} as {{ dbt.type_string() }})
            end
{%- endmacro %}
