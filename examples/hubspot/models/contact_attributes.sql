-- One row per contact, attribute and moment of change: the property history, as far as the seed `properties` names it, and complaints.
with

changes as (

    select
        *,
        timestamp as changed_at
    from {{ hubspot('contact_property_history') }}

),

properties as (

    select * from {{ ref('properties') }}

),

change_sources as (

    select * from {{ ref('change_sources') }}

),

email_events as (

    select * from {{ hubspot('email_event') }}

),

addresses as (

    select * from {{ ref('addresses') }}

)

select
    changes.contact_id,
    properties.attribute,
    changes.value,
    changes.changed_at as known_from,
    coalesce(change_sources.origin, 'enriched') as origin
from changes
inner join properties
    on changes.name = properties.property
left join change_sources
    on changes.source = change_sources.source
where properties.attribute <> 'email_status'

union all

-- an opt-out is a value here and a yes there
select
    changes.contact_id,
    properties.attribute,
    case
        when changes.name = 'hs_email_optout' and {{ is_true('changes.value') }} then 'unsubscribed'
        when changes.name = 'hs_email_optout' then 'ok'
        when changes.value <> '' then 'bounced'
    end as value,
    changes.changed_at as known_from,
    'declared' as origin
from changes
inner join properties
    on changes.name = properties.property
where properties.attribute = 'email_status'

union all

select
    addresses.contact_id,
    'email_status' as attribute,
    'complained' as value,
    email_events.created as known_from,
    'declared' as origin
from email_events
inner join addresses
    on {{ address('email_events.recipient') }} = addresses.address
where email_events.type = 'SPAMREPORT'
