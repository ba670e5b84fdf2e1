-- Every scored lead has a total, a verdict and a final score. Returns the leads that lost one on the way.
select
    leads.scorecard_id,
    leads.contact_id,
    leads.as_of_date
from {{ ref('int_scored_leads') }} as leads
left join {{ ref('int_lead_scores') }} as scores
    on leads.scorecard_id = scores.scorecard_id
    and leads.contact_id = scores.contact_id
    and leads.as_of_date = scores.as_of_date
where scores.contact_id is null
