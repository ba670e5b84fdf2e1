-- How many leads, and how many that sales could call, would there be from each score on?
-- dbt show --select what_if_band_edge --limit 101
with

scores as (

    select
        scorecard_id,
        score,
        count(*) as leads,
        count(case when blocked_by in ('', 'score') then 1 end) as callable_leads
    from {{ ref('lead_scores') }}
    group by scorecard_id, score

)

select
    scorecard_id,
    score as at_least,
    sum(leads) over (partition by scorecard_id order by score desc) as leads,
    sum(callable_leads) over (partition by scorecard_id order by score desc) as callable_leads
from scores
order by scorecard_id asc, score desc
