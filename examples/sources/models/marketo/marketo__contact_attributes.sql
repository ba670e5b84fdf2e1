-- One row per person, attribute and moment of change: fields that the seed `fields` names, the vendor's score, opt-outs and bounces.
with

changes as (

    select lead_id, activity_date, primary_attribute_value, new_value
    from {{ delivered('marketo', 'activity_change_data_value') }}
    union all
    select lead_id, activity_date, primary_attribute_value, new_value
    from {{ delivered('marketo', 'activity_change_score') }}

),

fields as (

    select * from {{ ref('fields') }}
    where source = 'marketo'

),

leads as (

    select * from {{ delivered('marketo', 'lead') }}

),

scored as (

    select distinct lead_id
    from changes
    inner join fields
        on changes.primary_attribute_value = fields.field
    where fields.attribute = 'marketo_score'

),

unsubscribed as (

    select * from {{ delivered('marketo', 'activity_unsubscribe_email') }}

),

bounced as (

    select * from {{ delivered('marketo', 'activity_email_bounced') }}

)

select
    'marketo-' || changes.lead_id as contact_id,
    fields.attribute,
    changes.new_value as value,
    {{ moment('changes.activity_date') }} as known_from,
    case when fields.attribute = 'marketo_score' then 'inferred' else 'declared' end as origin
from changes
inner join fields
    on changes.primary_attribute_value = fields.field
where changes.new_value <> ''

union all

-- a score without a history is known since the row was last changed
select
    'marketo-' || leads.id as contact_id,
    'marketo_score' as attribute,
    leads.lead_score as value,
    {{ moment('leads.updated_at') }} as known_from,
    'inferred' as origin
from leads
left join scored
    on leads.id = scored.lead_id
where
    leads.lead_score <> ''
    and not {{ is_true('leads._fivetran_deleted') }}
    and scored.lead_id is null

union all

select
    'marketo-' || lead_id as contact_id,
    'email_status' as attribute,
    'unsubscribed' as value,
    {{ moment('activity_date') }} as known_from,
    'declared' as origin
from unsubscribed

union all

select
    'marketo-' || lead_id as contact_id,
    'email_status' as attribute,
    'bounced' as value,
    {{ moment('activity_date') }} as known_from,
    'declared' as origin
from bounced
