-- One row per scorecard and contact scored today: the score with its rank and the main reasons.
with

scores as (

    select * from {{ ref('int_lead_score_history') }}
    where is_today

),

reasons as (

    select * from {{ ref('int_lead_reasons') }}
    where entry in ('rule', 'idle_fade') and abs(points) >= 0.05  -- what people read of points has one decimal

),

wording as (select * from {{ ref('int_wording') }}),

ranked as (

    select
        *,
        row_number() over (partition by scorecard_id, contact_id order by abs(points) desc, rule_id asc nulls last) as size_rank
    from reasons

),

largest as (

    select
        scorecard_id,
        contact_id,
        size_rank,
        label,
        events,
        last_event_date,
        {{ signed_points('points') }} as points,
        case
            when entry = 'idle_fade' then 'reason_fade'
            when events is null then 'reason_plain'
            when events = 1 then 'reason_once'
            else 'reason_counted'
        end as phrase,
        case when extract(year from last_event_date) = extract(year from as_of_date) then 'date' else 'date_earlier_year' end as date_phrase
    from ranked
    where size_rank <= {{ whole_number_setting('top_reasons', 0, 100) }}

),

sentences as (

    select
        largest.scorecard_id,
        largest.contact_id,
        largest.size_rank,
        case when largest.size_rank > 1 then separators.phrase_text || ' ' else '' end
        || {{ filled_in(
            'phrases.phrase_text',
            {
                'date': filled_in(
                    "coalesce(dates.phrase_text, '')",
                    {
                        'day': "extract(day from largest.last_event_date)",
                        'month': 'months.phrase_text',
                        'year': "extract(year from largest.last_event_date)",
                    },
                ),
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
        {{ dbt.listagg('sentence', "''", 'order by size_rank') }} as top_reasons
    from sentences
    group by 1, 2

)

select
    scores.*,
    row_number() over (
        partition by scores.scorecard_id
        order by scores.score desc, scores.interest_total desc, scores.fit_total desc, scores.contact_id asc
    ) as score_rank,
    coalesce(top_reasons.top_reasons, '') as top_reasons
from scores
left join top_reasons
    on scores.scorecard_id = top_reasons.scorecard_id
    and scores.contact_id = top_reasons.contact_id
