-- One row per user, attribute and moment of change.
with

traits as (

    select * from {{ ref('segment__traits') }}
    where trait in ('job_title', 'country', 'employee_count')

)

select
    contact_id,
    trait as attribute,
    value,
    known_from,
    'declared' as origin
from traits
