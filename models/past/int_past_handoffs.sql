-- One row per hand-off of earlier runs: as it was written, and the contact that the lead is known as on the as-of date.
with

handoffs as (

    {{ select_frozen('sales_handoffs') }}

),

runs as (select * from {{ ref('int_run') }}),

owners as (select * from {{ ref('int_identity_map') }})

select
    handoffs.*,
    -- a contact that is gone from the feed stays the lead that was handed over
    coalesce(owners.contact_id, handoffs.contact_id) as lead_id
from handoffs
inner join runs
    on handoffs.handed_off_on <= runs.as_of_date
left join owners
    on handoffs.contact_id = owners.source_contact_id
    and {{ known_on('owners', 'runs') }}
