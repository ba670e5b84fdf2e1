-- One row per scorecard, period and score that an opportunity had: how many, how many were won, and how many had a higher score.
with

opportunities as (select * from {{ ref('int_period_opportunities') }}),

counts as (

    select
        scorecard_id,
        period,
        score,
        count(*) as leads,
        count(case when is_won then 1 end) as won
    from opportunities
    group by 1, 2, 3

)

select
    *,
    sum(leads) over (partition by scorecard_id, period) as all_leads,
    sum(won) over (partition by scorecard_id, period) as all_won,
    sum(leads) over (partition by scorecard_id, period order by score desc) - leads as higher_leads,
    sum(won) over (partition by scorecard_id, period order by score desc) - won as higher_won
from counts
