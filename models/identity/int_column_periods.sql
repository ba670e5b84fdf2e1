-- One row per contact, attribute and period of days: the value in a column of the feed, as first seen.
with

attribute_log as (

    select
        *,
        {{ hash_of(['contact_id', 'attribute']) }} as column_number
    from {{ ref('int_attribute_log') }}
    where attribute not in ('', 'account_id')

),

-- few columns change: only those logged more than once have to be put in order
changed as (

    select column_number from attribute_log
    group by column_number
    having count(*) > 1

),

periods as (

    select
        attribute_log.contact_id,
        attribute_log.attribute,
        attribute_log.known_from,
        lead(attribute_log.known_from, 1, {{ always_until() }}) over (
            partition by attribute_log.contact_id, attribute_log.attribute
            order by attribute_log.logged_on
        ) as known_until,
        attribute_log.value
    from attribute_log
    inner join changed
        on attribute_log.column_number = changed.column_number
    union all
    select
        attribute_log.contact_id,
        attribute_log.attribute,
        attribute_log.known_from,
        {{ always_until() }} as known_until,
        attribute_log.value
    from attribute_log
    left join changed
        on attribute_log.column_number = changed.column_number
    where changed.column_number is null

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
