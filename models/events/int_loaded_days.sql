-- One row per day of loading (unknown = 9999-12-31) that the tables of events hold: from how many delivered rows, and their checksum.
-- depends_on: {{ ref('int_events') }}
-- depends_on: {{ ref('int_event_activities') }}
-- depends_on: {{ ref('int_event_clients') }}
-- depends_on: {{ ref('int_rejected_events') }}
-- depends_on: {{ ref('int_event_loads') }}
-- depends_on: {{ ref('int_activity_matches') }}
-- depends_on: {{ ref('int_visitor_months') }}
with

days as (select * from {{ ref('int_event_days') }})

select
    loaded_on,
    delivered_rows,
    checksum,
    {{ known_hash() }} as hash_of_text
from days
