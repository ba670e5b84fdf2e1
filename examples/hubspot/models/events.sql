-- One row per thing that a person did: e-mails opened and clicked, forms, calls, meetings, replies.
with

email_events as (

    select * from {{ hubspot('email_event') }}

),

opens as (

    select * from {{ hubspot('email_event_open') }}

),

clicks as (

    select * from {{ hubspot('email_event_click') }}

),

campaigns as (

    select * from {{ hubspot('email_campaign') }}

),

submissions as (

    select
        *,
        timestamp as submitted_at
    from {{ hubspot('contact_form_submission') }}

),

forms as (

    select * from {{ hubspot('form') }}

),

talks as (

    select * from {{ ref('talks') }}

)

-- an e-mail event knows a mailbox; whose it is, `identities` says as of any day
select
    'email-' || email_events.id as event_id,
    case email_events.type
        when 'OPEN' then 'email_open'
        when 'CLICK' then 'email_click'
    end as event_type,
    email_events.created as occurred_at,
    email_events._fivetran_synced as loaded_at,
    null as contact_id,
    {{ mailbox(address('email_events.recipient')) }} as anonymous_id,
    {{ path_of('clicks.url') }} as page_path,
    {{ slug('campaigns.name') }} as asset,
    'email' as channel,
    campaigns.name as campaign,
    -- what HubSpot took for a machine shows as one
    case when {{ is_true('email_events.filtered_event') }} then 'HubSpot filtered bot' else coalesce(opens.user_agent, clicks.user_agent) end as user_agent
from email_events
left join opens
    on email_events.id = opens.id
left join clicks
    on email_events.id = clicks.id
left join campaigns
    on email_events.email_campaign_id = campaigns.id
where email_events.type in ('OPEN', 'CLICK')

union all

select
    'form-' || submissions.conversion_id as event_id,
    'form_submit' as event_type,
    submissions.submitted_at as occurred_at,
    submissions._fivetran_synced as loaded_at,
    submissions.contact_id,
    null as anonymous_id,
    {{ path_of('submissions.page_url') }} as page_path,
    {{ slug('coalesce(forms.name, submissions.title)') }} as asset,
    'web' as channel,
    null as campaign,
    null as user_agent
from submissions
left join forms
    on submissions.form_id = forms.guid

union all

select
    event_id,
    event_type,
    occurred_at,
    loaded_at,
    contact_id,
    null as anonymous_id,
    null as page_path,
    null as asset,
    'sales' as channel,
    null as campaign,
    null as user_agent
from talks
