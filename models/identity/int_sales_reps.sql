-- One row per seller: its usable row with the most cells filled in.
with

sales_reps as (

    select * from {{ ref('stg_sales_reps') }}
    where rejected_because is null

),

ranked as (

    select
        *,
        row_number() over (
            partition by rep_id
            order by rep_name desc nulls last, territory desc nulls last, weekly_capacity desc nulls last, raw_row_number desc
        ) as precedence_rank
    from sales_reps

)

select
    rep_id,
    rep_name,
    territory,
    weekly_capacity,
    is_capacity_unreadable,
    is_active
from ranked
where precedence_rank = 1
