-- One row per metric of the contacts created in a week, part and last day of the week: how many, and how many cells are blank.
with

contact_weeks as (

    select * from {{ ref('int_contact_weeks') }}
    where
        week_end > {{ always_from() }}
        and week_end < {{ always_until() }}

)

select {{ profile('contacts', "'new_rows'", "''", 'week_end', 'count', 'contact_rows', 'contact_rows') }}
from contact_weeks

union all

{{ null_shares('contacts', 'new_null_share', 'contact_weeks', watched_contact_columns(), 'week_end', 'contact_rows') }}
