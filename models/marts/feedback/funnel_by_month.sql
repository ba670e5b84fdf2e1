-- One row per month of the history and stage of the funnel: how many leads got there, and per lead of the stage before it.
with

publication as (select * from {{ ref('int_publication') }}),

steps as (select * from {{ ref('int_funnel_steps') }}),

first_runs as (select min(as_of_date) as first_run_date from {{ ref('published_runs') }}),

bands as (

    select
        *,
        row_number() over (order by at_least) as band_rank
    from {{ ref('int_score_bands') }}

),

dates as (

    select month_end_date as as_of_date from ({{ select_month_ends() }}) as month_ends
    union all
    select as_of_date from {{ ref('int_run') }}

),

-- in their order: lead, the bands above the lowest, what sales and the lead did; beside the chain, ready
named_stages as (

    select 'lead' as stage_key, 'lead' as stage, 1 as block, 0 as band_rank, true as is_in_chain
    union all
    select {{ band_stage('band') }}, band, 2, band_rank, true
    from bands
    where band_rank > 1
    union all
    select 'handed_over', 'handed_over', 3, 0, true
    union all
    select 'accepted', 'accepted', 4, 0, true
    union all
    select 'opportunity', 'opportunity', 5, 0, true
    union all
    select 'won', 'won', 6, 0, true
    union all
    select 'ready', 'ready', 7, 0, false

),

stages as (

    select
        stage_key,
        stage,
        row_number() over (order by block, band_rank) as stage_order,
        is_in_chain
    from named_stages

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
        stages.stage_key,
        coalesce(counts.leads, 0) as leads,
        lag(coalesce(counts.leads, 0)) over (partition by months.month_date order by stages.stage_order) as previous_leads
    from months
    cross join stages
    left join counts
        on months.month_date = counts.month_date
        and stages.stage_key = counts.stage_key

)

select
    cast(filled.month_date as date) as month,
    cast(filled.stage_order as integer) as stage_order,
    cast(filled.stage as {{ type_text() }}) as stage,
    cast(publication.as_of_date as date) as as_of_date,
    cast(filled.leads as bigint) as leads,
    -- a rate of the same month's flows: a lead that gets here in a month may have come to the stage before in an earlier one; of a month
    -- that began before the first run not every hand-off is known
    case
        when filled.stage_key in ('handed_over', 'accepted') and filled.month_date < first_runs.first_run_date then null
        when filled.is_in_chain then {{ to_six_places(quotient('filled.leads', 'filled.previous_leads')) }}
    end as of_previous,
    cast(case when filled.stage_key = 'handed_over' then first_runs.first_run_date end as date) as counted_since
from filled
cross join publication
cross join first_runs
