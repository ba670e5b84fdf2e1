-- One row per thing that a person did: answered a campaign, talked on the telephone, met a seller.
with

members as (

    select * from {{ delivered('salesforce', 'campaign_member') }}
    where
        not {{ is_true('is_deleted') }}
        and {{ is_true('has_responded') }}

),

campaigns as (

    select * from {{ delivered('salesforce', 'campaign') }}

),

talks as (

    select * from {{ ref('salesforce__talks') }}
    where is_connected

)

select
    'campaign-' || {{ id18('members.id') }} as event_id,
    case lower(campaigns.type)
        when 'webinar' then 'webinar_attended'
        when 'trade show' then 'fair_visit'
        when 'conference' then 'event_attended'
        else 'campaign_response'
    end as event_type,
    members.first_responded_date as occurred_at,
    members._fivetran_synced as loaded_at,
    -- a converted lead keeps its place in the campaign and gets the contact's id beside its own
    {{ id18("coalesce(nullif(members.contact_id, ''), members.lead_id)") }} as contact_id,
    {{ slug('campaigns.name') }} as asset,
    'campaign' as channel,
    campaigns.name as campaign
from members
left join campaigns
    on {{ id18('members.campaign_id') }} = {{ id18('campaigns.id') }}

union all

select
    talk_id as event_id,
    event_type,
    occurred_at,
    loaded_at,
    contact_id,
    null as asset,
    'sales' as channel,
    null as campaign
from talks
