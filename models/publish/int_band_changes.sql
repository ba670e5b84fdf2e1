-- One row per contact whose champion band differs from the one shown before the as-of date: from, to, and the points by cause.
with

moves as (

    select * from {{ ref('int_band_moves') }}

),

causes as (

    select * from {{ ref('int_band_move_causes') }}

),

wording as (

    select * from {{ ref('int_wording') }}

),

ranked as (

    select
        *,
        row_number() over (partition by contact_id order by abs(points) desc, cause) as size_rank
    from causes

),

sentences as (

    select
        ranked.contact_id,
        {{ joined_texts(
            "case when ranked.size_rank > 1 then separators.phrase_text || ' ' else '' end || phrases.phrase_text || ': '
            || " ~ signed_points('ranked.points'),
            "''",
            'order by ranked.size_rank'
        ) }} as why
    from ranked
    inner join wording as phrases
        on phrases.phrase = 'cause_' || ranked.cause
    inner join wording as separators
        on separators.phrase = 'reason_separator'
    group by 1

),

points_by_cause as (

    select
        contact_id,
        sum(case when cause = 'new_events' then points else 0 end) as new_events_points,
        sum(case when cause = 'decay' then points else 0 end) as decay_points,
        sum(case when cause = 'attribute' then points else 0 end) as attribute_points,
        sum(case when cause = 'merge' then points else 0 end) as merge_points,
        sum(case when cause = 'policy' then points else 0 end) as policy_points,
        sum(case when cause = 'late_data' then points else 0 end) as late_data_points,
        sum(case when cause = 'limit' then points else 0 end) as limit_points
    from causes
    group by 1

)

select
    moves.contact_id,
    moves.as_of_date as changed_on,
    moves.last_run_date as compared_with,
    moves.score_before,
    moves.band_before,
    moves.score_after,
    moves.band_after,
    coalesce(points_by_cause.new_events_points, 0) as new_events_points,
    coalesce(points_by_cause.decay_points, 0) as decay_points,
    coalesce(points_by_cause.attribute_points, 0) as attribute_points,
    coalesce(points_by_cause.merge_points, 0) as merge_points,
    coalesce(points_by_cause.policy_points, 0) as policy_points,
    coalesce(points_by_cause.late_data_points, 0) as late_data_points,
    coalesce(points_by_cause.limit_points, 0) as limit_points,
    coalesce(sentences.why, '') as why,
    {{ policy_version() }} as policy_version
from moves
left join points_by_cause
    on moves.contact_id = points_by_cause.contact_id
left join sentences
    on moves.contact_id = sentences.contact_id
