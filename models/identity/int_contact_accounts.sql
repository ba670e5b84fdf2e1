-- One row per contact and period of days: the account it belongs to, as first seen.
with

attribute_log as (

    select * from {{ ref('int_attribute_log') }}
    where attribute = 'account_id'

),

periods as (

    select
        contact_id,
        -- the first account seen counts for the days before as well
        case
            when lag(logged_on) over (partition by contact_id order by logged_on) is null then {{ always_from() }}
            else known_from
        end as known_from,
        lead(known_from, 1, {{ always_until() }}) over (partition by contact_id order by logged_on) as known_until,
        value as account_id
    from attribute_log

)

select
    contact_id,
    known_from,
    known_until,
    account_id
from periods
where
    account_id <> ''
    and known_from < known_until
