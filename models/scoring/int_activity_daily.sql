-- One row per visitor, day, activity and user agent (blank = unknown): how many events. Counts, never points.
with

events as (

    select * from {{ ref('int_events') }}

)

select
    visitor_key,
    activity_date,
    activity_key,
    event_type,
    coalesce(user_agent, '') as user_agent,
    count(*) as events
from events
group by 1, 2, 3, 4, 5
