-- One row per contact, attribute and period of days: what a column of the feed told, as first seen.
with

attribute_log as (

    select * from {{ ref('int_attribute_log') }}
    where attribute not in ('', 'account_id')

),

periods as (

    select
        contact_id,
        attribute,
        known_from,
        lead(known_from, 1, {{ always_until() }}) over (partition by contact_id, attribute order by logged_on) as known_until,
        value
    from attribute_log

)

select
    contact_id,
    attribute,
    known_from,
    known_until,
    value
from periods
where
    value is not null
    and known_from < known_until
