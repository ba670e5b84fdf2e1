-- One row per scorecard and mature, resolved opportunity: its best-scored contact on the day before it was opened, and the outcome.
with

opportunities as (select * from {{ ref('int_opportunity_cases') }})

select
    scorecard_id,
    opportunity_id,
    contact_id,
    as_of_date,
    opened_on,
    score,
    band,
    days_to_close,
    result = 'won' as is_won
from opportunities
-- unresolved is not lost, and of a young cohort only the quick ones are resolved
where
    is_mature
    and result is not null
