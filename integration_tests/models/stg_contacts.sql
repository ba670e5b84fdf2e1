-- One row per person of the CRM. The package has a model of this name too.
select
    person_number as contact_id,
    person as full_name,
    mail as email,
    title as job_title,
    company_number as account_id,
    first_seen as created_at
from {{ ref('people') }}
