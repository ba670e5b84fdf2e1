-- One row per lead to be handed over that stays with its owner: at once, or as soon as the owner has room.
with

candidates as (select * from {{ ref('int_handoff_candidates') }}),

sales_reps as (select * from {{ ref('int_sales_reps') }}),

sellers as (select * from {{ ref('int_rep_capacity') }}),

-- an owner that sales_reps does not list keeps its leads without limit; an inactive one loses them
owned as (

    select
        candidates.contact_id,
        candidates.owner_id as rep_id,
        row_number() over (partition by candidates.owner_id order by candidates.handoff_rank) as place,
        sellers.weekly_capacity,
        coalesce(sellers.taken, 0) as taken
    from candidates
    left join sales_reps
        on candidates.owner_id = sales_reps.rep_id
    left join sellers
        on candidates.owner_id = sellers.rep_id
    where
        candidates.owner_id is not null
        and (sales_reps.rep_id is null or sellers.rep_id is not null)

)

select
    contact_id,
    rep_id,
    weekly_capacity is null or place <= {{ places_left('weekly_capacity', 'taken') }} as is_handed_over
from owned
