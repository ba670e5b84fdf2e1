-- One row per active seller: the country, the leads it takes in a week, and those it was given in the seven days up to the as-of date.
with

sales_reps as (

    select * from {{ ref('int_sales_reps') }}
    where is_active

),

runs as (select * from {{ ref('int_run') }}),

recent_handoffs as (

    select
        past_handoffs.rep_id,
        count(*) as handoffs
    from {{ ref('int_past_handoffs') }} as past_handoffs
    inner join runs
        on past_handoffs.handed_off_on > {{ days_after('runs.as_of_date', -7) }}
    group by 1

)

select
    sales_reps.rep_id,
    {{ plain_text('sales_reps.territory') }} as country,
    sales_reps.weekly_capacity,
    sales_reps.is_capacity_unreadable,
    coalesce(recent_handoffs.handoffs, 0) as taken
from sales_reps
left join recent_handoffs
    on sales_reps.rep_id = recent_handoffs.rep_id
