-- One row per lead to be handed over: is it, and to which seller (null = nobody is known).
with

candidates as (select * from {{ ref('int_handoff_candidates') }}),

rep_capacity as (select * from {{ ref('int_rep_capacity') }}),

-- an owner that sales_reps does not list keeps its leads without limit; an inactive one loses them
owned as (

    select
        candidates.contact_id,
        candidates.owner_id as rep_id,
        rep_capacity.weekly_capacity is null
        or row_number() over (partition by candidates.owner_id order by candidates.handoff_rank)
        <= {{ places_left('rep_capacity.weekly_capacity', 'rep_capacity.taken') }} as is_handed_over
    from candidates
    left join {{ ref('int_sales_reps') }} as sales_reps
        on candidates.owner_id = sales_reps.rep_id
    left join rep_capacity
        on candidates.owner_id = rep_capacity.rep_id
    where
        candidates.owner_id is not null
        and (sales_reps.rep_id is null or rep_capacity.rep_id is not null)

),

owned_leads as (

    select
        rep_id,
        count(*) as leads
    from owned
    where is_handed_over
    group by 1

),

-- what a seller's own leads leave of the week
sellers as (

    select
        rep_capacity.rep_id,
        rep_capacity.country,
        rep_capacity.weekly_capacity,
        rep_capacity.taken + coalesce(owned_leads.leads, 0) as taken
    from rep_capacity
    left join owned_leads
        on rep_capacity.rep_id = owned_leads.rep_id

),

free_leads as (

    select * from candidates
    where contact_id not in (select owned.contact_id from owned)

),

territory_sellers as (

    select * from sellers
    where country is not null

),

in_territory as (

    {{ select_seats('free_leads', 'territory_sellers') }}

),

-- leads that no seller of their country has room for go to the sellers of any country
other_leads as (

    select
        free_leads.contact_id,
        '' as country,
        free_leads.handoff_rank
    from free_leads
    left join in_territory
        on free_leads.contact_id = in_territory.contact_id
    where in_territory.contact_id is null

),

other_sellers as (

    select
        rep_id,
        '' as country,
        weekly_capacity,
        taken
    from sellers
    where country is null

),

elsewhere as (

    {{ select_seats('other_leads', 'other_sellers') }}

),

-- without any seller nobody knows how much is too much: all leads are handed over
active_sellers as (select count(*) as sellers from sellers)

select
    candidates.contact_id,
    coalesce(owned.is_handed_over, in_territory.contact_id is not null or elsewhere.contact_id is not null or active_sellers.sellers = 0)
        as is_handed_over,
    coalesce(owned.rep_id, in_territory.rep_id, elsewhere.rep_id) as rep_id
from candidates
cross join active_sellers
left join owned
    on candidates.contact_id = owned.contact_id
left join in_territory
    on candidates.contact_id = in_territory.contact_id
left join elsewhere
    on candidates.contact_id = elsewhere.contact_id
