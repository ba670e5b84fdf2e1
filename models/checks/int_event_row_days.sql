-- One row per day up to the as-of date on which event rows were loaded, or happened where their day of loading is unknown: how many.
with

deliveries as (

    select
        loaded_on as day,
        delivered_rows
    from {{ ref('int_event_days') }}
    where loaded_on < {{ always_until() }}
    union all
    select
        day,
        events as delivered_rows
    from {{ ref('int_event_loads') }}
    where loaded_on = {{ always_until() }}

)

select
    day,
    sum(delivered_rows) as delivered_rows
from deliveries
where day <= {{ as_of() }}
group by 1
