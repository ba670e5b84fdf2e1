-- One row per call or meeting of a seller with a contact, and per contact that a seller called unqualified.
with

calls as (

    select * from {{ hubspot('engagement_call') }}

),

meetings as (

    select * from {{ hubspot('engagement_meeting') }}

),

engagement_contacts as (

    select distinct
        engagement_id,
        contact_id
    from {{ hubspot('engagement_contact') }}

),

changes as (

    select
        *,
        timestamp as changed_at
    from {{ hubspot('contact_property_history') }}

)

select
    'call-' || calls.engagement_id || '-' || engagement_contacts.contact_id as touch_id,
    engagement_contacts.contact_id,
    calls.property_hubspot_owner_id as rep_id,
    calls.property_hs_timestamp as touched_at,
    case
        when calls.property_hs_call_disposition = '{{ call_connected() }}' then 'connected'
        else 'attempted'
    end as outcome,
    null as reason
from calls
inner join engagement_contacts
    on calls.engagement_id = engagement_contacts.engagement_id

union all

select
    'meeting-' || meetings.engagement_id || '-' || engagement_contacts.contact_id as touch_id,
    engagement_contacts.contact_id,
    meetings.property_hubspot_owner_id as rep_id,
    meetings.property_hs_meeting_start_time as touched_at,
    'connected' as outcome,
    null as reason
from meetings
inner join engagement_contacts
    on meetings.engagement_id = engagement_contacts.engagement_id
where meetings.property_hs_meeting_outcome = 'COMPLETED'

union all

select
    'status-' || contact_id || '-' || cast(changed_at as {{ dbt.type_string() }}) as touch_id,
    contact_id,
    null as rep_id,
    changed_at as touched_at,
    'disqualified' as outcome,
    'lead status ' || lower(value) as reason
from changes
where
    name = 'hs_lead_status'
    and value = 'UNQUALIFIED'
