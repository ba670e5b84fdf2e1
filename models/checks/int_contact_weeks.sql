-- One row per last day of a week of creation (0001-01-01 = earlier or unknown, 9999-12-31 = later): the contact rows delivered.
with

contacts as (

    select
        *,
        case
            when cast(created_at as date) > {{ as_of() }} then {{ always_until() }}
            when cast(created_at as date) >= {{ first_profile_day() }}
                then {{ days_after(as_of(), '-7 * floor(' ~ dbt.datediff('created_at', as_of(), 'day') ~ ' / 7.0)') }}
            else {{ always_from() }}
        end as week_end
    from {{ ref('stg_contacts') }}

)

select
    week_end,
    count(*) as contact_rows,
    count(distinct contact_id) as contacts,
    count(contact_id) as rows_with_id,
    {{ count_blanks(watched_contact_columns()) }}
from contacts
group by 1
