-- One row per contact in the queue of earlier runs: whether it waited when last noted, since when, and the contact that it is today.
with

notes as (

    {{ select_frozen('handoff_queue') }}

),

runs as (select * from {{ ref('int_run') }}),

owners as (select * from {{ ref('int_identity_map') }}),

ranked as (

    select
        notes.contact_id,
        notes.changed_on,
        notes.is_waiting,
        coalesce(owners.contact_id, notes.contact_id) as lead_id,
        row_number() over (partition by notes.contact_id order by notes.changed_on desc) as recency_rank
    from notes
    inner join runs
        on notes.changed_on <= runs.as_of_date
    left join owners
        on notes.contact_id = owners.source_contact_id
        and {{ known_on('owners', 'runs') }}

)

select
    contact_id,
    lead_id,
    changed_on,
    is_waiting
from ranked
where recency_rank = 1
