-- One row per scorecard and contact scored today: the score with its rank, share of known attributes, last activity and reasons.
with

scores as (

    select * from {{ ref('int_lead_scores') }}

),

moments as (

    select * from {{ ref('int_scoring_moments') }}
    where is_today

),

contacts as (

    select * from {{ ref('int_contacts') }}

),

known_shares as (

    select * from {{ ref('int_known_shares') }}

),

top_reasons as (

    select * from {{ ref('int_top_reasons') }}

),

last_activity as (

    select
        contact_id,
        as_of_date,
        max(activity_date) as last_activity_date
    from {{ ref('int_lead_activity') }}
    where machine_rule_id = ''
    group by 1, 2

)

select
    scores.scorecard_id,
    scores.contact_id,
    contacts.account_id,
    scores.as_of_date,
    scores.fit_points,
    scores.bant_points,
    scores.interest_points,
    scores.fit_total,
    scores.interest_total,
    scores.score,
    scores.band,
    scores.bant_verdict,
    scores.blocked_by = '' as is_sales_ready,
    scores.blocked_by,
    row_number() over (
        partition by scores.scorecard_id
        order by scores.score desc, scores.interest_total desc, scores.fit_total desc, scores.contact_id asc
    ) as score_rank,
    -- the share of the scorecard's leads with a lower score
    cast(round(
        cast(rank() over (partition by scores.scorecard_id order by scores.score) - 1 as double)
        / count(*) over (partition by scores.scorecard_id),
        6
    ) as decimal(9, 6)) as score_percentile,
    known_shares.known_share,
    coalesce(top_reasons.top_reasons, '') as top_reasons,
    last_activity.last_activity_date
from scores
inner join moments
    on scores.contact_id = moments.contact_id
    and scores.as_of_date = moments.as_of_date
inner join contacts
    on scores.contact_id = contacts.contact_id
inner join known_shares
    on scores.scorecard_id = known_shares.scorecard_id
    and scores.contact_id = known_shares.contact_id
    and scores.as_of_date = known_shares.as_of_date
left join top_reasons
    on scores.scorecard_id = top_reasons.scorecard_id
    and scores.contact_id = top_reasons.contact_id
left join last_activity
    on scores.contact_id = last_activity.contact_id
    and scores.as_of_date = last_activity.as_of_date
