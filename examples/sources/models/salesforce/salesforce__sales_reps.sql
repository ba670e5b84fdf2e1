-- One row per Salesforce user of your own company; who is not active takes no leads.
with

users as (

    select * from {{ delivered('salesforce', 'user') }}
    where coalesce(nullif(user_type, ''), 'Standard') = 'Standard'

)

select
    {{ id18('id') }} as rep_id,
    name as rep_name,
    {{ var('weekly_capacity') }} as weekly_capacity,
    case when {{ is_true('is_active') }} then 'true' else 'false' end as active
from users
