-- One row per lead of the call list, with what acme knows of the person.
select
    leads.contact_id,
    leads.score,
    leads.band,
    people.full_name
from {{ ref('lead_scoring', 'call_list') }} as leads
inner join {{ ref('stg_contacts') }} as people
    on leads.contact_id = cast(people.contact_id as {{ dbt.type_string() }})
