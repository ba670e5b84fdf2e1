-- One row per lead to be handed over: is it, and to which seller (null = nobody is known).
with

candidates as (select * from {{ ref('int_handoff_candidates') }}),

owned as (select * from {{ ref('int_owner_assignments') }}),

in_territory as (select * from {{ ref('int_territory_assignments') }}),

-- who is left over, or has no seller in the country, goes to a seller of any country
leads as (

    select
        candidates.contact_id,
        '' as country,
        candidates.turn
    from candidates
    left join owned
        on candidates.contact_id = owned.contact_id
    left join in_territory
        on candidates.contact_id = in_territory.contact_id
    where
        owned.contact_id is null
        and in_territory.contact_id is null

),

owned_leads as (

    select
        rep_id,
        count(*) as leads
    from owned
    where is_handed_over
    group by 1

),

sellers as (

    select
        sellers.rep_id,
        '' as country,
        sellers.weekly_capacity,
        sellers.taken + coalesce(owned_leads.leads, 0) as taken
    from {{ ref('int_rep_capacity') }} as sellers
    left join owned_leads
        on sellers.rep_id = owned_leads.rep_id
    where sellers.country is null

),

{{ leads_at_places('leads', 'sellers') }},

-- without any seller nobody knows how much is too much: all leads are handed over
active_sellers as (

    select count(*) as sellers
    from {{ ref('int_rep_capacity') }}

)

select
    candidates.contact_id,
    coalesce(owned.is_handed_over, in_territory.contact_id is not null or matched.contact_id is not null or active_sellers.sellers = 0)
        as is_handed_over,
    coalesce(owned.rep_id, in_territory.rep_id, matched.rep_id) as rep_id
from candidates
cross join active_sellers
left join owned
    on candidates.contact_id = owned.contact_id
left join in_territory
    on candidates.contact_id = in_territory.contact_id
left join matched
    on candidates.contact_id = matched.contact_id
