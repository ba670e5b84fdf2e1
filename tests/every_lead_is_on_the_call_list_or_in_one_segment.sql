-- Every lead scored today by the champion is on the call list or in exactly one segment of nurture, and nobody else is in either.
-- Returns those in neither, in both, in several, or not scored.
with

leads as (

    select scores.contact_id
    from {{ ref('int_lead_scores_today') }} as scores
    inner join {{ ref('int_scorecards') }} as scorecards
        on scores.scorecard_id = scorecards.scorecard_id
    where scorecards.is_champion

),

places as (

    select
        contact_id,
        'call_list' as place
    from {{ ref('int_call_list') }}
    union all
    select
        contact_id,
        segment as place
    from {{ ref('int_nurture_leads') }}

)

select
    leads.contact_id as scored_contact_id,
    places.contact_id as placed_contact_id,
    count(places.place) as found
from leads
full outer join places
    on leads.contact_id = places.contact_id
group by 1, 2
having
    count(places.place) <> 1
    or leads.contact_id is null
