-- One row per hit of the web site.
select
    hit as event_id,
    kind as event_type,
    moment as occurred_at,
    person_number as contact_id,
    path as page_path
from {{ ref('hits') }}
