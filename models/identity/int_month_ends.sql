-- One row per month end before the as-of date, as far back as the var history_months says.
with

months as (

    {{ dbt.generate_series(var('history_months') + 1) }}

)

select {{ days_after(
    dbt.dateadd('month', 'cast(1 - generated_number as integer)', 'cast(' ~ dbt.date_trunc('month', as_of()) ~ ' as date)'), -1
) }} as month_end_date
from months
where generated_number <= {{ var('history_months') }}
