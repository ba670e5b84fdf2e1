-- The ledger of each lead at each scoring moment sums exactly to its score. Returns the leads whose ledger does not.
with

ledger as (

    select
        scorecard_id,
        contact_id,
        as_of_date,
        sum(points) as points
    from {{ ref('int_lead_ledger') }}
    group by 1, 2, 3

)

select
    totals.scorecard_id,
    totals.contact_id,
    totals.as_of_date,
    totals.score,
    ledger.points
from {{ ref('int_lead_totals') }} as totals
full outer join ledger
    on totals.scorecard_id = ledger.scorecard_id
    and totals.contact_id = ledger.contact_id
    and totals.as_of_date = ledger.as_of_date
where
    totals.score is null
    or totals.score <> coalesce(ledger.points, 0)
