{#- The as-of date (UTC) as a SQL date: the var `as_of`, or the day on which this run started. The only place that reads it,
    and the only clock in the project. Raises a sentence where the var is not a date written YYYY-MM-DD. -#}
{% macro as_of() -%}
    {%- set text = var('as_of', run_started_at.strftime('%Y-%m-%d')) | string | trim -%}
    {%- if not modules.re.match('^\\d{4}-\\d{2}-\\d{2}$', text) -%}
        {{ exceptions.raise_compiler_error("as_of is '" ~ text ~ "'. Write a date as YYYY-MM-DD: --vars '{as_of: 2026-03-31}'") }}
    {%- endif -%}
    cast('{{ text }}' as date)
{%- endmacro %}


{#- A select of the dates at which every contact is scored whatever the data says, one row each (as_of_date, purpose): the as-of date, and the days
    before it that the var `days_back` lists (none unless given). -#}
{% macro select_moment_dates() -%}
    select
        {{ as_of() }} as as_of_date,
        'as_of' as purpose
    {%- for days in var('days_back', []) %}
    union all
    select
        {{ days_after(as_of(), '-' ~ days) }} as as_of_date,
        'comparison' as purpose
    {%- endfor %}
{%- endmacro %}


{#- A select of the month ends before the as-of date (month_end_date), as far back as the var `history_months` says. -#}
{% macro select_month_ends() -%}
    select {{ days_after(
        dbt.dateadd('month', 'cast(1 - generated_number as integer)', 'cast(' ~ dbt.date_trunc('month', as_of()) ~ ' as date)'), -1
    ) }} as month_end_date
    from ({{ dbt.generate_series(var('history_months') + 1) }}) as months
    where generated_number <= {{ var('history_months') }}
{%- endmacro %}
