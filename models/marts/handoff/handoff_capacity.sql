-- One row per active seller, and one (blank) for all others: the leads of the last seven days, the places left, and who waits.
-- depends_on: {{ ref('published_runs') }}
with

publication as (select * from {{ ref('int_publication') }}),

capacity as (select * from {{ ref('int_handoff_capacity') }})

select
    cast(capacity.rep_id as {{ dbt.type_string() }}) as rep_id,
    cast(publication.as_of_date as date) as as_of_date,
    cast(capacity.weekly_capacity as bigint) as weekly_capacity,
    cast(capacity.handed_over as bigint) as handed_over,
    cast(capacity.places_left as bigint) as places_left,
    cast(capacity.waiting_leads as bigint) as waiting_leads,
    cast(capacity.longest_wait_days as integer) as longest_wait_days,
    cast(capacity.remark as {{ dbt.type_string() }}) as remark
from capacity
cross join publication
