-- One row per HubSpot owner; who no longer has a user takes no leads.
with

owners as (

    select * from {{ hubspot('owner') }}

)

select
    owner_id as rep_id,
    trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')) as rep_name,
    {{ var('weekly_capacity') }} as weekly_capacity,
    case when active_user_id is null then 'false' else 'true' end as active
from owners
