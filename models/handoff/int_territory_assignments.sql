-- One row per lead without an owner that a seller of its country has room for: that seller.
with

leads as (

    select candidates.*
    from {{ ref('int_handoff_candidates') }} as candidates
    left join {{ ref('int_owner_assignments') }} as owned
        on candidates.contact_id = owned.contact_id
    where owned.contact_id is null

),

owned as (

    select
        rep_id,
        count(*) as leads
    from {{ ref('int_owner_assignments') }}
    where is_handed_over
    group by 1

),

sellers as (

    select
        sellers.rep_id,
        sellers.country,
        sellers.weekly_capacity,
        sellers.taken + coalesce(owned.leads, 0) as taken
    from {{ ref('int_rep_capacity') }} as sellers
    left join owned
        on sellers.rep_id = owned.rep_id
    where sellers.country is not null

),

{{ leads_at_places('leads', 'sellers') }}

select
    contact_id,
    rep_id
from matched
