-- One row per contact whose score was ever published: what was shown last, and what was shown last before the as-of date.
with

published_scores as (

    {{ select_frozen('published_scores') }}

),

ranked as (

    select
        *,
        row_number() over (partition by contact_id order by published_on desc) as recency_rank,
        row_number() over (
            partition by contact_id
            order by case when published_on < {{ as_of() }} then published_on end desc nulls last
        ) as earlier_recency_rank
    from published_scores

)

select
    latest.contact_id,
    latest.published_on,
    latest.score,
    latest.band,
    case when earlier.published_on < {{ as_of() }} then earlier.score end as earlier_score,
    case when earlier.published_on < {{ as_of() }} then earlier.band end as earlier_band
from ranked as latest
inner join ranked as earlier
    on latest.contact_id = earlier.contact_id
    and earlier.earlier_recency_rank = 1
where latest.recency_rank = 1
