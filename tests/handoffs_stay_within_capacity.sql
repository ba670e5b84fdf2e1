-- No seller to whom this run hands over leads has more of them in the last seven days than its weekly capacity. Returns those who have.
with

handoffs as (

    select
        handoffs.rep_id,
        count(*) as leads,
        sum(case when handoffs.is_new then 1 else 0 end) as new_leads
    from {{ ref('int_handoffs') }} as handoffs
    inner join {{ ref('int_run') }} as runs
        on handoffs.handed_off_on > {{ days_after('runs.as_of_date', -7) }}
    group by 1

)

select
    sales_reps.rep_id,
    sales_reps.weekly_capacity,
    handoffs.leads,
    handoffs.new_leads
from {{ ref('int_sales_reps') }} as sales_reps
inner join handoffs
    on sales_reps.rep_id = handoffs.rep_id
where
    handoffs.new_leads > 0
    and (
        handoffs.leads > floor(sales_reps.weekly_capacity)
        or not sales_reps.is_active
    )
