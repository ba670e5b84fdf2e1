-- One row per month end in the champion's history that has scores, the as-of date included where it is one, with the one before it.
with

history as (select * from {{ ref('int_champion_history') }}),

month_ends as (

    select distinct as_of_date as month_end_date
    from history
    where {{ dbt.date_trunc('month', 'as_of_date') }} < {{ dbt.date_trunc('month', days_after('as_of_date', 1)) }}

),

ranked as (

    select
        month_end_date,
        lag(month_end_date) over (order by month_end_date) as previous_month_end_date,
        row_number() over (order by month_end_date desc) as recency_rank
    from month_ends

)

select
    month_end_date,
    previous_month_end_date,
    -- the first month end of all has none to be compared with
    previous_month_end_date is not null and recency_rank <= 6 as is_recent
from ranked
