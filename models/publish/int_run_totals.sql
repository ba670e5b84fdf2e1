-- One row, or none if an earlier date is published on purpose: the run as it is recorded, with late events and hand-offs.
with

events as (

    select * from {{ ref('int_events') }}

),

runs as (

    select * from {{ ref('int_run') }}
    where may_hand_over

),

handoff_totals as (

    select * from {{ ref('int_handoff_totals') }}

),

-- what arrived after the last published run and had happened by then: that run's scores did not know it
late_events as (

    select count(*) as events
    from events
    inner join runs
        on events.activity_date <= runs.last_run_date
        and events.loaded_on > runs.last_run_date
        and events.loaded_on <= runs.as_of_date

)

select
    runs.as_of_date,
    {{ policy_version() }} as policy_version,
    runs.run_at,
    runs.is_pulse,
    late_events.events as late_events,
    handoff_totals.ready_leads,
    handoff_totals.handed_over,
    handoff_totals.waiting,
    handoff_totals.remark
from runs
cross join late_events
cross join handoff_totals
