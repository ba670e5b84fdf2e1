-- One row per contact scored today by the champion: may it be written to, and when did it last do something itself?
with

leads as (select * from {{ ref('int_champion_scores') }}),

contacts as (select * from {{ ref('int_contacts') }}),

attributes as (

    select * from {{ ref('int_lead_attributes') }}
    where attribute = 'email_status'

),

settings as (select * from {{ ref('int_settings') }}),

own_activity as (

    select
        contact_id,
        as_of_date,
        max(last_activity_date) as last_own_activity_date
    from {{ ref('int_lead_last_days') }}
    where
        not is_passive
        and as_of_date = {{ as_of() }}
    group by 1, 2

),

-- a lead created recently cannot be inactive yet
last_signs as (

    select
        leads.contact_id,
        leads.as_of_date,
        greatest(contacts.created_on, coalesce(own_activity.last_own_activity_date, contacts.created_on)) as last_sign_date
    from leads
    inner join contacts
        on leads.contact_id = contacts.contact_id
    left join own_activity
        on leads.contact_id = own_activity.contact_id
        and leads.as_of_date = own_activity.as_of_date

),

silences as (

    select
        *,
        {{ datediff('last_sign_date', 'as_of_date', 'day') }} as silent_days
    from last_signs

)

select
    silences.contact_id,
    silences.as_of_date,
    {{ is_refused_by_mailbox('attributes.value') }} as is_refused_by_mailbox,
    coalesce(silences.silent_days > settings.inactive_after_days, false) as is_inactive
from silences
cross join settings
left join attributes
    on silences.contact_id = attributes.contact_id
    and silences.as_of_date = attributes.as_of_date
