-- One row per threshold from 0 to 100: leads that the champion scores as high today, newly of late, early enough to have won, and won.
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
        -- to win, a lead counts once: at the first month end at which it is there
        sum(case when thresholds.threshold > rises.highest_score_before then rises.mature_leads end) as mature_leads,
        sum(case when thresholds.threshold > rises.highest_score_before then rises.won_leads end) as won_leads
    from thresholds
    inner join rises
        on thresholds.threshold <= rises.score
    group by 1

)

select
    thresholds.threshold,
    coalesce(above.leads, 0) as leads,
    coalesce(risen.recent_leads, 0) as recent_leads,
    coalesce(risen.mature_leads, 0) as mature_leads,
    coalesce(risen.won_leads, 0) as won_leads
from thresholds
left join above
    on thresholds.threshold = above.threshold
left join risen
    on thresholds.threshold = risen.threshold
