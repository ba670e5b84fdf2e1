-- One row per contact that begins or ceases to wait for a seller on this run.
with

waiting_leads as (select * from {{ ref('int_waiting_leads') }}),

past_waits as (select * from {{ ref('int_past_waits') }}),

runs as (

    select * from {{ ref('int_run') }}
    where may_freeze

),

noted_leads as (

    select distinct lead_id
    from past_waits
    where is_waiting

),

changes as (

    select
        waiting_leads.contact_id,
        true as is_waiting
    from waiting_leads
    left join noted_leads
        on waiting_leads.contact_id = noted_leads.lead_id
    where noted_leads.lead_id is null
    union all
    select
        past_waits.contact_id,
        false as is_waiting
    from past_waits
    left join waiting_leads
        on past_waits.lead_id = waiting_leads.contact_id
    where
        past_waits.is_waiting
        and waiting_leads.contact_id is null

)

select
    changes.contact_id,
    runs.as_of_date as changed_on,
    changes.is_waiting,
    {{ policy_version() }} as policy_version
from changes
cross join runs
left join past_waits
    on changes.contact_id = past_waits.contact_id
where
    -- at most one note a day: a second change on the same day is noted by the next day's run
    past_waits.contact_id is null
    or past_waits.changed_on < runs.as_of_date
