-- One row per lead and month end at which its score stands above the month end's before; a lead that something else blocks has none (-1).
with

history as (

    select * from {{ ref('int_champion_history') }}
    where
        blocked_besides_score = ''
        and month_end_date is not null

),

scorecards as (

    select * from {{ ref('int_scorecards') }}
    where is_champion

),

wins as (

    select
        lead_id,
        max(opened_on) as last_opened_on
    from {{ ref('int_lead_opportunities') }}
    where is_won
    group by 1

),

-- of two contacts that became one person the better one counts
scores as (

    select
        lead_id,
        month_end_date,
        previous_month_end_date,
        is_recent,
        max(score) as score
    from history
    group by 1, 2, 3, 4

),

compared as (

    select
        *,
        lag(score) over (partition by lead_id order by month_end_date) as last_score,
        lag(month_end_date) over (partition by lead_id order by month_end_date) as last_date,
        max(score) over (
            partition by lead_id order by month_end_date rows between unbounded preceding and 1 preceding
        ) as highest_score
    from scores

),

rises as (

    select
        lead_id,
        month_end_date,
        score,
        case when last_date = previous_month_end_date then last_score else -1 end as score_before,
        coalesce(highest_score, -1) as highest_score_before,
        is_recent
    from compared

)

select
    rises.*,
    {{ time_between('rises.month_end_date', as_of(), 'day') }}
    >= scorecards.sales_cycle_days as is_mature,
    coalesce(wins.last_opened_on > rises.month_end_date, false) as has_won
from rises
cross join scorecards
left join wins
    on rises.lead_id = wins.lead_id
where rises.score > rises.score_before
