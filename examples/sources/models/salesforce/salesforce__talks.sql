-- One row per call or meeting of a seller with a lead or contact that is over; is_connected = they spoke.
with

tasks as (

    select * from {{ delivered('salesforce', 'task') }}
    where
        not {{ is_true('is_deleted') }}
        and {{ is_true('is_closed') }}
        and lower(coalesce(task_subtype, type)) = 'call'

),

meetings as (

    select * from {{ delivered('salesforce', 'event') }}
    where not {{ is_true('is_deleted') }}

)

select
    'call-' || {{ id18('id') }} as talk_id,
    'call_connected' as event_type,
    {{ id18('who_id') }} as contact_id,
    {{ id18('owner_id') }} as rep_id,
    coalesce(nullif(completed_date_time, ''), activity_date) as occurred_at,
    _fivetran_synced as loaded_at,
    -- the words of your telephone; without any a finished call was a talk
    coalesce(lower(call_disposition), 'connected') like '%connect%' and coalesce(lower(call_disposition), '') not like '%not connect%' as is_connected
from tasks
where who_id <> ''

union all

select
    'meeting-' || {{ id18('id') }} as talk_id,
    'meeting_held' as event_type,
    {{ id18('who_id') }} as contact_id,
    {{ id18('owner_id') }} as rep_id,
    start_date_time as occurred_at,
    _fivetran_synced as loaded_at,
    true as is_connected
from meetings
where who_id <> ''
