-- One row per scorecard and contact scored today: the score with its rank, the main reasons for it and against it.
with

scores as (select * from {{ ref('int_lead_score_history') }}),

ledger as (select * from {{ ref('int_lead_ledger') }}),

rules as (select * from {{ ref('int_rules') }}),

wording as (select * from {{ ref('int_wording') }}),

ranked as (

    select
        ledger.*,
        {{ whole_number_setting('top_reasons', 0, 100) }} as reasons_told,
        row_number() over (
            partition by ledger.scorecard_id, ledger.contact_id, ledger.points > 0
            order by abs(ledger.points) desc, ledger.rule_id asc nulls last
        ) as size_rank,
        row_number() over (
            partition by ledger.scorecard_id, ledger.contact_id, ledger.points > 0
            order by ledger.last_event_date desc nulls last, abs(ledger.points) desc, ledger.rule_id asc nulls last
        ) as recency_rank
    from ledger
    inner join scores
        on ledger.scorecard_id = scores.scorecard_id
        and ledger.contact_id = scores.contact_id
        and ledger.as_of_date = scores.as_of_date
    where scores.is_today and ledger.entry = 'rule' and abs(ledger.points) >= 0.05  -- what reads as 0.0 is no reason

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
        placed.scorecard_id,
        placed.contact_id,
        placed.points > 0 as speaks_for,
        rules.label,
        placed.events,
        placed.last_event_date,
        row_number() over (partition by placed.scorecard_id, placed.contact_id, placed.points > 0 order by placed.size_rank) as place,
        {{ signed_points('placed.points') }} as points,
        case when placed.events is null then 'reason_plain' when placed.events = 1 then 'reason_once' else 'reason_counted' end as phrase,
        {{ day_phrase('placed.last_event_date', 'placed.as_of_date') }} as date_phrase
    from placed
    inner join rules
        on placed.rule_id = rules.rule_id
    where
        placed.size_rank = placed.newest_rank
        or placed.size_rank <= placed.reasons_told - case when placed.newest_rank > placed.reasons_told then 1 else 0 end

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
