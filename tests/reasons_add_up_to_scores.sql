-- Every scored lead has a score, and its ledger, where it has one, adds up to it exactly. Returns the leads of which that does not hold.
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

leads as (

    select
        leads.scorecard_id,
        leads.contact_id,
        leads.as_of_date,
        moments.has_ledger,
        scores.score
    from {{ ref('int_scored_leads') }} as leads
    inner join {{ ref('int_scoring_moments') }} as moments
        on leads.contact_id = moments.contact_id
        and leads.as_of_date = moments.as_of_date
    left join {{ ref('int_lead_scores') }} as scores
        on leads.scorecard_id = scores.scorecard_id
        and leads.contact_id = scores.contact_id
        and leads.as_of_date = scores.as_of_date

)

select
    leads.scorecard_id,
    leads.contact_id,
    leads.as_of_date,
    leads.score,
    ledger.points
from leads
full outer join ledger
    on leads.scorecard_id = ledger.scorecard_id
    and leads.contact_id = ledger.contact_id
    and leads.as_of_date = ledger.as_of_date
where
    leads.score is null
    or (leads.has_ledger and leads.score <> coalesce(ledger.points, 0))
