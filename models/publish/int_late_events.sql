-- One row: how many events arrived after the last published run and had happened by then, so that its scores did not know them.
with

events as (

    select * from {{ ref('int_events') }}

),

runs as (

    select * from {{ ref('int_run') }}

)

select count(*) as events
from events
inner join runs
    on events.activity_date <= runs.last_run_date
    and events.loaded_on > runs.last_run_date
    and events.loaded_on <= runs.as_of_date
