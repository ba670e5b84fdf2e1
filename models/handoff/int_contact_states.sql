-- One row per contact scored today by the champion: may it be written to, and when did it last do something itself?
with

leads as (

    select * from {{ ref('int_champion_scores') }}

),

contacts as (

    select * from {{ ref('int_contacts') }}

),

attributes as (

    select * from {{ ref('int_lead_attributes') }}
    where attribute = 'email_status'

),

settings as (

    select * from {{ ref('int_settings') }}

),

passive_event_types as (

    select distinct event_type from {{ ref('passive_event_types') }}

),

own_activities as (

    select activities.activity_key
    from {{ ref('int_activities') }} as activities
    left join passive_event_types
        on activities.event_type = passive_event_types.event_type
    where passive_event_types.event_type is null

),

own_activity as (

    select
        activity.contact_id,
        activity.as_of_date,
        max(activity.activity_date) as last_own_activity_date
    from {{ ref('int_lead_activity') }} as activity
    inner join own_activities
        on activity.activity_key = own_activities.activity_key
    where activity.machine_rule_id = ''
    group by 1, 2

),

last_signs as (

    select
        leads.contact_id,
        leads.as_of_date,
        own_activity.last_own_activity_date,
        greatest(contacts.created_on, coalesce(own_activity.last_own_activity_date, contacts.created_on)) as last_sign_date
    from leads
    inner join contacts
        on leads.contact_id = contacts.contact_id
    left join own_activity
        on leads.contact_id = own_activity.contact_id
        and leads.as_of_date = own_activity.as_of_date

)

select
    last_signs.contact_id,
    last_signs.as_of_date,
    last_signs.last_own_activity_date,
    coalesce({{ plain_text('attributes.value') }} in ('bounced', 'complained', 'unsubscribed'), false) as is_refused_by_mailbox,
    coalesce(
        {{ datediff('last_signs.last_sign_date', 'last_signs.as_of_date', 'day') }} > settings.inactive_after_days, false
    ) as is_inactive
from last_signs
cross join settings
left join attributes
    on last_signs.contact_id = attributes.contact_id
    and last_signs.as_of_date = attributes.as_of_date
