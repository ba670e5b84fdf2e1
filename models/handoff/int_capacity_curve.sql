-- One row per threshold from 0 to 100: what a hand-off at this score would bring sales to do, and to win (champion).
with

scores as (

    select
        score,
        count(*) as leads
    from {{ ref('int_champion_scores') }}
    where blocked_besides_score = ''
    group by 1

),

rises as (

    select
        score_before,
        highest_score_before,
        score,
        count(case when is_recent then 1 end) as recent_leads,
        count(case when is_mature then 1 end) as mature_leads,
        count(case when is_mature and has_won then 1 end) as won_leads
    from {{ ref('int_score_rises') }}
    group by 1, 2, 3

),

scorecards as (

    select * from {{ ref('int_scorecards') }}
    where is_champion

),

weeks as (

    select {{ datediff('min(previous_month_end_date)', 'max(month_end_date)', 'day') }} / cast(7 as double) as weeks
    from {{ ref('int_history_months') }}
    where newness <= 6 and previous_month_end_date is not null

),

capacity as (

    -- one seller without a limit, and the team has none
    select case when count(weekly_capacity) = count(*) then sum(greatest(floor(weekly_capacity), 0)) end as weekly_capacity
    from {{ ref('int_rep_capacity') }}

),

thresholds as (

    select cast(numbers.generated_number - 1 as integer) as threshold
    from ({{ dbt.generate_series(101) }}) as numbers

),

above as (

    select
        thresholds.threshold,
        sum(scores.leads) as leads
    from thresholds
    inner join scores
        on thresholds.threshold <= scores.score
    group by 1

),

risen as (

    select
        thresholds.threshold,
        sum(case when thresholds.threshold > rises.score_before then rises.recent_leads end) as recent_leads,
        -- to win, a lead counts once: at the first mature month end at which it is there
        sum(case when thresholds.threshold > rises.highest_score_before then rises.mature_leads end) as mature_leads,
        sum(case when thresholds.threshold > rises.highest_score_before then rises.won_leads end) as won_leads
    from thresholds
    inner join rises
        on thresholds.threshold <= rises.score
    group by 1

),

counts as (

    select
        thresholds.threshold,
        coalesce(above.leads, 0) as leads,
        coalesce(risen.recent_leads, 0) / weeks.weeks as leads_per_week,
        coalesce(risen.mature_leads, 0) as mature_leads,
        coalesce(risen.won_leads, 0) as won_leads,
        coalesce(risen.won_leads, 0) / cast(nullif(risen.mature_leads, 0) as double) as win_rate,
        cast(capacity.weekly_capacity as double) as weekly_capacity
    from thresholds
    cross join weeks
    cross join capacity
    left join above
        on thresholds.threshold = above.threshold
    left join risen
        on thresholds.threshold = risen.threshold

)

select
    scorecards.scorecard_id,
    counts.threshold,
    counts.threshold = greatest(ceil(scorecards.handoff_at_least), 0) as is_handoff_threshold,
    counts.leads,
    counts.mature_leads,
    counts.won_leads,
    cast(round(counts.leads_per_week, 3) as decimal(18, 3)) as leads_per_week,
    cast(round(counts.weekly_capacity, 3) as decimal(18, 3)) as weekly_capacity,
    cast(round(counts.leads_per_week / nullif(counts.weekly_capacity, 0), 6) as decimal(18, 6)) as load,
    cast(round(counts.win_rate, 6) as decimal(9, 6)) as win_rate,
    cast(round(counts.leads_per_week * counts.win_rate, 3) as decimal(18, 3)) as expected_wins_per_week
from counts
cross join scorecards
