-- One row per month of the history and stage of the funnel: how many leads got there, and per lead of the stage before it.
with

steps as (

    select * from {{ ref('int_funnel_steps') }}

),

stages as (

    select * from {{ ref('int_funnel_stages') }}

),

dates as (

    select month_end_date as as_of_date from {{ ref('int_month_ends') }}
    union all
    select as_of_date from {{ ref('int_run') }}

),

starts as (

    select min(month_date) as first_month
    from steps

),

months as (

    select distinct cast({{ dbt.date_trunc('month', 'dates.as_of_date') }} as date) as month_date
    from dates
    inner join starts
        on dates.as_of_date >= starts.first_month

),

counts as (

    select
        month_date,
        stage_key,
        count(distinct lead_id) as leads
    from steps
    group by 1, 2

),

filled as (

    select
        months.month_date,
        stages.stage,
        stages.stage_order,
        stages.is_in_chain,
        coalesce(counts.leads, 0) as leads,
        lag(coalesce(counts.leads, 0)) over (partition by months.month_date order by stages.stage_order) as previous_leads
    from months
    cross join stages
    left join counts
        on months.month_date = counts.month_date
        and stages.stage_key = counts.stage_key

)

select
    month_date,
    stage_order,
    stage,
    leads,
    -- a rate of the same month's flows: who gets here in a month may have come to the stage before in an earlier one
    case
        when is_in_chain
            then {{ to_six_places(quotient('leads', 'previous_leads')) }}
    end as of_previous
from filled
