-- One row per lead or contact, attribute and moment of change, as far as the seed `fields` names the field and Salesforce tracks it.
with

changes as (

    select
        lead_id as record_id,
        field,
        new_value,
        created_date
    from {{ delivered('salesforce', 'lead_history') }}
    union all
    select
        contact_id as record_id,
        field,
        new_value,
        created_date
    from {{ delivered('salesforce', 'contact_history') }}

),

fields as (

    select * from {{ ref('fields') }}
    where source = 'salesforce'

),

leads as (

    select * from {{ delivered('salesforce', 'lead') }}

)

select
    {{ id18('changes.record_id') }} as contact_id,
    fields.attribute,
    changes.new_value as value,
    changes.created_date as known_from,
    'declared' as origin
from changes
inner join fields
    on changes.field = fields.field

union all

-- a contact's company is its account; of a lead's no table tells
select
    {{ id18('id') }} as contact_id,
    'employee_count' as attribute,
    number_of_employees as value,
    created_date as known_from,
    'enriched' as origin
from leads
where number_of_employees <> ''

union all

select
    {{ id18('id') }} as contact_id,
    'industry' as attribute,
    lower(industry) as value,
    created_date as known_from,
    'enriched' as origin
from leads
where industry <> ''
