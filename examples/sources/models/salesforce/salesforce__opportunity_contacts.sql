-- One row per opportunity and contact with a role in it.
with

roles as (

    select * from {{ delivered('salesforce', 'opportunity_contact_role') }}
    where not {{ is_true('is_deleted') }}

)

select
    {{ id18('opportunity_id') }} as opportunity_id,
    {{ id18('contact_id') }} as contact_id,
    max(role) as role,
    max(case when {{ is_true('is_primary') }} then 'true' else 'false' end) as is_primary
from roles
group by 1, 2
