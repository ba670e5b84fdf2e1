-- One row per conversation and contact: calls that connected, meetings held, e-mails that came in.
{{ config(schema='hubspot_mapping') }}

with

engagements as (

    select * from {{ hubspot('engagement') }}

),

engagement_contacts as (

    select distinct
        engagement_id,
        contact_id
    from {{ hubspot('engagement_contact') }}

),

calls as (

    select * from {{ hubspot('engagement_call') }}
    where property_hs_call_disposition = '{{ call_connected() }}'

),

meetings as (

    select * from {{ hubspot('engagement_meeting') }}
    where property_hs_meeting_outcome = 'COMPLETED'

),

emails as (

    select * from {{ hubspot('engagement_email') }}

),

happened as (

    select
        'call-' as kind,
        'call_connected' as event_type,
        engagement_id,
        property_hs_timestamp as occurred_at,
        _fivetran_synced as loaded_at
    from calls
    union all
    select
        'meeting-' as kind,
        'meeting_held' as event_type,
        engagement_id,
        property_hs_meeting_start_time as occurred_at,
        _fivetran_synced as loaded_at
    from meetings
    union all
    select
        'reply-' as kind,
        'email_reply' as event_type,
        emails.engagement_id,
        emails.property_hs_timestamp as occurred_at,
        emails._fivetran_synced as loaded_at
    from emails
    inner join engagements
        on emails.engagement_id = engagements.id
    where engagements.type = 'INCOMING_EMAIL'

)

select
    happened.kind || happened.engagement_id || '-' || engagement_contacts.contact_id as event_id,
    happened.event_type,
    happened.occurred_at,
    happened.loaded_at,
    engagement_contacts.contact_id
from happened
inner join engagement_contacts
    on happened.engagement_id = engagement_contacts.engagement_id
