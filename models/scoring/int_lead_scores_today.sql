-- One row per scorecard and contact scored today: the score with its rank and the main reasons.
with

scores as (

    select * from {{ ref('int_lead_score_history') }}
    where is_today

),

top_reasons as (select * from {{ ref('int_top_reasons') }})

select
    scores.*,
    row_number() over (
        partition by scores.scorecard_id
        order by scores.score desc, scores.interest_total desc, scores.fit_total desc, scores.contact_id asc
    ) as score_rank,
    coalesce(top_reasons.top_reasons, '') as top_reasons
from scores
left join top_reasons
    on scores.scorecard_id = top_reasons.scorecard_id
    and scores.contact_id = top_reasons.contact_id
