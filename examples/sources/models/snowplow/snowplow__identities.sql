-- One row per browser and user who signed in there: Snowplow knows the id that your site tells it, and no address.
with

actions as (

    select * from {{ ref('snowplow__actions') }}
    where contact_id is not null

),

-- the cookie of the site and that of the collector are of one browser
browsers as (

    select anonymous_id, contact_id, occurred_at
    from actions
    union all
    select collector_id, contact_id, occurred_at
    from actions

)

select
    anonymous_id,
    contact_id,
    min(occurred_at) as identified_at
from browsers
where anonymous_id is not null
group by anonymous_id, contact_id
