-- One row per browser and user who identified in it: what was done there before is the user's.
with

identifies as (

    select * from {{ ref('segment__identifies') }}
    where anonymous_id is not null

)

select
    anonymous_id,
    contact_id,
    min(identified_at) as identified_at
from identifies
group by anonymous_id, contact_id
