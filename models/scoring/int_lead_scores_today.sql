-- One row per scorecard and contact scored today: the score with its rank, the main reasons for it and against it.
with

scores as (select * from {{ ref('int_lead_score_history') }}),

reasons as (

    select *, {{ whole_number_setting('top_reasons', 0, 100) }} as reasons_told
    from {{ ref('int_lead_reasons') }}
    where entry in ('rule', 'idle_fade') and abs(points) >= 0.05  -- what reads as 0.0 is no reason

),

ranked as (

    select
        *,
        row_number()
            over (partition by scorecard_id, contact_id, points > 0 order by abs(points) desc, rule_id asc nulls last) as size_rank,
        max(last_event_date) over (partition by scorecard_id, contact_id, points > 0) as newest_date
    from reasons

),

-- what they did last is always told: where it is none of the largest, instead of the smallest of those; of one day the largest
placed as (

    select
        *,
        min(case when last_event_date = newest_date and reasons_told > 0 then size_rank end)
            over (partition by scorecard_id, contact_id, points > 0) as newest_rank
    from ranked

),

sentences as (
    {{ select_reason_sentences('placed', ref('int_wording')) }}
),

told as (

    select scorecard_id, contact_id, speaks_for, {{ joined_texts('sentence', "''", 'order by place') }} as reasons
    from sentences
    group by 1, 2, 3

),

top_reasons as (

    select
        scorecard_id, contact_id, max(case when speaks_for then reasons end) as top_reasons,
        max(case when not speaks_for then reasons end) as against
    from told
    group by 1, 2

),

-- what hand-offs read of a lead beside its score
traits as (

    select
        contact_id,
        as_of_date,
        max(case when attribute = 'country' then value end) as country,
        max(case when attribute = 'email_status' then value end) as email_status
    from {{ ref('int_lead_attributes') }}
    where attribute in ('country', 'email_status')
    group by 1, 2

),

fresh as (

    select
        scores.scorecard_id, scores.contact_id, scores.account_id, scores.as_of_date, scores.is_today, scores.is_champion,
        scores.fit_points, scores.bant_points, scores.interest_points, scores.fit_total, scores.interest_total, scores.score,
        scores.band, scores.grade, scores.bant_verdict, scores.is_sales_ready, scores.is_ready_by_gate, scores.blocked_by,
        scores.blocked_besides_score, scores.blocked_besides_lines, scores.known_share, scores.last_activity_date,
        coalesce(top_reasons.top_reasons, '') as top_reasons,
        coalesce(top_reasons.against, '') as against,
        traits.country,
        traits.email_status,
        moments.known_number,
        (select runs.run_at from {{ ref('int_run') }} as runs) as scored_at,
        false as is_untouched
    from scores
    left join {{ ref('int_past_moments') }} as moments
        on scores.contact_id = moments.contact_id
        and scores.as_of_date = moments.as_of_date
    left join top_reasons
        on scores.scorecard_id = top_reasons.scorecard_id
        and scores.contact_id = top_reasons.contact_id
    left join traits
        on scores.contact_id = traits.contact_id
        and scores.as_of_date = traits.as_of_date
    where scores.is_today

),

leads as (

    select * from fresh
    {{ and_untouched('lead_scores', ref('int_past_moments'), [
        'scorecard_id', 'contact_id', 'account_id', 'as_of_date', 'is_today', 'is_champion', 'fit_points', 'bant_points', 'interest_points',
        'fit_total', 'interest_total', 'score', 'band', 'grade', 'bant_verdict', 'is_sales_ready', 'is_ready_by_gate', 'blocked_by',
        'blocked_besides_score', 'blocked_besides_lines', 'known_share', 'last_activity_date', 'top_reasons', 'against', 'country',
        'email_status', 'known_number', 'scored_at', 'is_untouched'
    ]) }}

)

select
    leads.*,
    {{ score_percentile('leads') }} as score_percentile,
    row_number() over (
        partition by leads.scorecard_id
        order by leads.score desc, leads.interest_total desc, leads.fit_total desc, leads.contact_id asc
    ) as score_rank
from leads
