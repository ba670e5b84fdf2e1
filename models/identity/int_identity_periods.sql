-- One row per anonymous visitor and period of days: the contact that it is identified with.
-- a view, for a table would keep the ids of people to be forgotten
{{ config(materialized=view_of_people()) }}

with

identities as (

    select
        *,
        cast(identified_at as date) as identified_on
    from {{ ref('stg_identities') }}
    where rejected_because is null

),

-- of a day its last row counts
last_of_day as (

    select
        *,
        row_number() over (
            partition by anonymous_id, identified_on
            order by identified_at desc, contact_id desc
        ) as recency_rank
    from identities

)

select
    anonymous_id,
    contact_id,
    identified_on as known_from,
    lead(identified_on, 1, {{ always_until() }}) over (partition by anonymous_id order by identified_on) as known_until
from last_of_day
where recency_rank = 1
