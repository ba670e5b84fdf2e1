-- One row per browser and user who signed in there: GA4 knows the id that your site tells it, and no address.
with

actions as (

    select * from {{ ref('ga4__actions') }}
    where
        anonymous_id is not null
        and contact_id is not null

)

select
    anonymous_id,
    contact_id,
    min(event_timestamp) as identified_at
from actions
group by anonymous_id, contact_id
