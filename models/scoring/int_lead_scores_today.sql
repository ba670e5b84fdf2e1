-- One row per scorecard and contact scored today: the score with its rank, the main reasons for it and against it.
with

scores as (select * from {{ ref('int_lead_score_history') }}),

reasons as (

    select
        *,
        {{ whole_number_setting('top_reasons', 0, 100) }} as reasons_told
    from {{ ref('int_lead_reasons') }}
    where entry in ('rule', 'idle_fade') and abs(points) >= 0.05  -- what reads as 0.0 is no reason

),

wording as (select * from {{ ref('int_wording') }}),

ranked as (

    select
        *,
        row_number()
            over (partition by scorecard_id, contact_id, points > 0 order by abs(points) desc, rule_id asc nulls last) as size_rank,
        row_number() over (
            partition by scorecard_id, contact_id, points > 0
            order by last_event_date desc nulls last, abs(points) desc, rule_id asc nulls last
        ) as recency_rank
    from reasons

),

-- what they did last is always told: where it is none of the largest, instead of the smallest of those
placed as (

    select
        *,
        max(case when recency_rank = 1 and last_event_date is not null and reasons_told > 0 then size_rank else 0 end)
            over (partition by scorecard_id, contact_id, points > 0) as newest_rank
    from ranked

),

largest as (

    select
        scorecard_id,
        contact_id,
        points > 0 as speaks_for,
        label,
        events,
        last_event_date,
        row_number() over (partition by scorecard_id, contact_id, points > 0 order by size_rank) as place,
        {{ signed_points('points') }} as points,
        case
            when entry = 'idle_fade' then 'reason_fade'
            when events is null then 'reason_plain'
            when events = 1 then 'reason_once'
            else 'reason_counted'
        end as phrase,
        {{ day_phrase('last_event_date', 'as_of_date') }} as date_phrase
    from placed
    where size_rank = newest_rank or size_rank <= reasons_told - case when newest_rank > reasons_told then 1 else 0 end

),

sentences as (

    select
        largest.scorecard_id,
        largest.contact_id,
        largest.speaks_for,
        largest.place,
        case when largest.place > 1 then separators.phrase_text || ' ' else '' end
        || {{ filled_in(
            'phrases.phrase_text',
            {
                'date': day_in_words('dates.phrase_text', 'months.phrase_text', 'largest.last_event_date'),
                'events': 'largest.events',
                'points': 'largest.points',
                'label': 'largest.label',
            },
        ) }} as sentence
    from largest
    inner join wording as phrases
        on largest.phrase = phrases.phrase
    inner join wording as separators
        on separators.phrase = 'reason_separator'
    left join wording as dates
        on largest.date_phrase = dates.phrase
    left join wording as months
        on months.phrase = 'month_' || cast(extract(month from largest.last_event_date) as {{ dbt.type_string() }})

),

top_reasons as (

    select
        scorecard_id,
        contact_id,
        {{ dbt.listagg('case when speaks_for then sentence end', "''", 'order by place') }} as top_reasons,
        {{ dbt.listagg('case when not speaks_for then sentence end', "''", 'order by place') }} as against
    from sentences
    group by 1, 2

)

select
    scores.*,
    row_number() over (
        partition by scores.scorecard_id
        order by scores.score desc, scores.interest_total desc, scores.fit_total desc, scores.contact_id asc
    ) as score_rank,
    coalesce(top_reasons.top_reasons, '') as top_reasons,
    coalesce(top_reasons.against, '') as against
from scores
left join top_reasons
    on scores.scorecard_id = top_reasons.scorecard_id
    and scores.contact_id = top_reasons.contact_id
where scores.is_today
