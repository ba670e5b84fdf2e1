-- One row per contact scored today by the champion that is not on the call list: the one segment it is in and what to do.
with

candidates as (select * from {{ ref('int_nurture_candidates') }}),

leads as (select * from {{ ref('int_champion_scores') }}),

work as (select * from {{ ref('int_lead_sales_status') }}),

segments as (

    select
        segment,
        {{ safe_number('priority') }} as priority,
        {{ localised('label') }} as label,
        {{ localised('next_step') }} as next_step
    from {{ policy_seed('nurture_segments') }}

),

missing_answers as (select * from {{ ref('int_missing_answers') }}),

criterion_gains as (

    select
        contact_id,
        subscore,
        criterion,
        max(points) as points
    from {{ ref('int_answer_gains') }}
    group by 1, 2, 3

),

-- all answers together, as far as they count in the score
possible as (

    select
        leads.contact_id,
        {{ at_most('sum(criterion_gains.points)', 'min(leads.fit_room)') }} as points
    from leads
    inner join criterion_gains
        on leads.contact_id = criterion_gains.contact_id
    where criterion_gains.subscore = 'fit' or leads.has_bant_points
    group by 1

),

-- a state comes before a gap; among gaps the one with the most points missing
ranked as (

    select
        candidates.contact_id,
        candidates.segment,
        candidates.is_state,
        coalesce(segments.label, candidates.segment) as segment_label,
        coalesce(segments.next_step, '') as next_step,
        row_number() over (
            partition by candidates.contact_id
            order by
                case when candidates.is_state then 0 else 1 end asc,
                candidates.missing_points desc,
                segments.priority asc nulls last,
                candidates.segment asc
        ) as segment_rank
    from candidates
    left join segments
        on candidates.segment = segments.segment

)

select
    leads.scorecard_id,
    leads.contact_id,
    leads.as_of_date,
    ranked.segment,
    ranked.segment_label,
    leads.score,
    leads.band,
    coalesce(missing_answers.missing_with_points, '') as missing,
    coalesce(possible.points, 0) as possible_points,
    ranked.next_step,
    work.waiting_since,
    case when ranked.segment = 'handed_over_lately' then work.recycled_on end as waits_until
from ranked
inner join leads
    on ranked.contact_id = leads.contact_id
inner join work
    on ranked.contact_id = work.contact_id
left join missing_answers
    on ranked.contact_id = missing_answers.contact_id
left join possible
    on ranked.contact_id = possible.contact_id
where ranked.segment_rank = 1
