-- One row per scorecard and opportunity that is mature and resolved: its best-scored contact on the day before it was opened, and the outcome.
with

scores as (

    select * from {{ ref('int_opportunity_scores') }}
    -- unresolved is not lost, and of a young cohort only the quick ones are resolved
    where is_mature and status in ('won', 'lost')

),

-- the order in which leads are called
ranked as (

    select
        *,
        row_number() over (
            partition by scorecard_id, opportunity_id
            order by score desc, interest_total desc, fit_total desc, contact_id
        ) as place
    from scores

)

select
    scorecard_id,
    opportunity_id,
    contact_id,
    as_of_date,
    {{ days_after('as_of_date', 1) }} as opened_on,
    score,
    band,
    amount,
    days_to_close,
    status = 'won' as is_won
from ranked
where place = 1
