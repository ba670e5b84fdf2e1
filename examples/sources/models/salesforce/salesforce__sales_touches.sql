-- One row per call or meeting of a seller with a lead or contact, and per lead that a seller called unqualified.
with

talks as (

    select * from {{ ref('salesforce__talks') }}

),

changes as (

    select * from {{ delivered('salesforce', 'lead_history') }}
    where
        field = 'Status'
        and lower(new_value) in ('unqualified', 'disqualified')

)

select
    talk_id as touch_id,
    contact_id,
    rep_id,
    occurred_at as touched_at,
    case when is_connected then 'connected' else 'attempted' end as outcome,
    null as reason
from talks

union all

select
    'status-' || {{ id18('id') }} as touch_id,
    {{ id18('lead_id') }} as contact_id,
    null as rep_id,
    created_date as touched_at,
    'disqualified' as outcome,
    'lead status ' || lower(new_value) as reason
from changes
