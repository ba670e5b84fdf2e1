-- Last days and hits are of events up to their moment, totals and scores within their limits, and a month end that is kept has a score.
-- Returns the moments of which that does not hold.
select
    'last day' as broken,
    contact_id,
    as_of_date
from {{ ref('int_lead_last_days') }}
where not coalesce(last_activity_date <= as_of_date, false)

union all

select
    'hit' as broken,
    contact_id,
    as_of_date
from {{ ref('int_interest_hits') }}
where not coalesce(events > 0 and last_event_date <= as_of_date, false)

union all

select
    'limit' as broken,
    contact_id,
    as_of_date
from {{ ref('int_lead_totals') }}
where not coalesce(score between 0 and 100 and fit_total <= fit_with_bant_points and interest_total <= interest_points, false)

union all

select
    'kept' as broken,
    past_moments.contact_id,
    past_moments.as_of_date
from {{ ref('int_past_moments') }} as past_moments
left join {{ ref('int_history_scores') }} as history_scores
    on past_moments.moment_id = history_scores.moment_id
    and past_moments.known_number = history_scores.known_number
where
    past_moments.is_kept
    and history_scores.moment_id is null
