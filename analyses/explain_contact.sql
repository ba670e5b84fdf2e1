-- Why does one contact have its score? Every entry of the ledger of each scorecard, largest first.
-- dbt show --select explain_contact --limit 100 --output json --vars '{contact_id: C0001}'
select
    reasons.scorecard_id,
    scores.score,
    scores.band,
    scores.blocked_by,
    reasons.subscore,
    reasons.criterion,
    reasons.label,
    reasons.events,
    reasons.last_event_date,
    reasons.points
from {{ ref('lead_score_reasons') }} as reasons
inner join {{ ref('lead_scores') }} as scores
    on reasons.scorecard_id = scores.scorecard_id
    and reasons.contact_id = scores.contact_id
where reasons.contact_id = {{ dbt.string_literal(dbt.escape_single_quotes(var('contact_id', '') | string)) }}
order by reasons.scorecard_id asc, abs(reasons.points) desc, reasons.entry_key asc
