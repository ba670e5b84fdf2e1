-- One row: the first day of loading whose events this run reads; earlier ones are kept as they are.
with

days as (select * from {{ ref('int_event_days') }}),

loaded_days as (

    {{ select_loaded_days_before() }}

),

changed_days as (

    select coalesce(days.loaded_on, loaded_days.loaded_on) as loaded_on
    from days
    full outer join loaded_days
        on days.loaded_on = loaded_days.loaded_on
    where
        days.delivered_rows is null
        or loaded_days.delivered_rows is null
        or days.delivered_rows <> loaded_days.delivered_rows
        or days.checksum <> loaded_days.checksum

)

-- rows without a loading day (9999-12-31) are read each time
select {{ least_of('coalesce(min(loaded_on), ' ~ always_until() ~ ')', reread_events_from()) }} as read_from
from changed_days
