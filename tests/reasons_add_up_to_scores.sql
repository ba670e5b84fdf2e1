-- The ledger of each lead at each scoring moment that has one sums exactly to its score. Returns the leads whose ledger does not.
with

ledger as (

    select
        scorecard_id,
        contact_id,
        as_of_date,
        sum(points) as points
    from {{ ref('int_lead_ledger') }}
    group by 1, 2, 3

),

totals as (

    select totals.*
    from {{ ref('int_lead_totals') }} as totals
    inner join {{ ref('int_scoring_moments') }} as moments
        on totals.contact_id = moments.contact_id
        and totals.as_of_date = moments.as_of_date
        and moments.has_ledger

)

select
    totals.scorecard_id,
    totals.contact_id,
    totals.as_of_date,
    totals.score,
    ledger.points
from totals
full outer join ledger
    on totals.scorecard_id = ledger.scorecard_id
    and totals.contact_id = ledger.contact_id
    and totals.as_of_date = ledger.as_of_date
where
    totals.score is null
    or totals.score <> coalesce(ledger.points, 0)
