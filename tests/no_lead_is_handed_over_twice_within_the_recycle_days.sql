-- Nobody whom this run hands over was handed over within the champion's recycle_after_days, under whatever contact id of that day.
-- Returns the new hand-off with the other one.
with

champions as (

    select * from {{ ref('int_scorecards') }}
    where is_champion

),

runs as (

    select * from {{ ref('int_run') }}

),

handoffs as (

    select
        handoffs.handoff_id,
        handoffs.handed_off_on,
        handoffs.is_new,
        coalesce(owners.contact_id, handoffs.contact_id) as known_as
    from {{ ref('int_handoffs') }} as handoffs
    cross join runs
    left join {{ ref('int_identity_map') }} as owners
        on handoffs.contact_id = owners.source_contact_id
        and {{ known_on('owners', 'runs') }}

)

select
    new_handoffs.known_as,
    new_handoffs.handoff_id,
    handoffs.handoff_id as other_handoff_id
from handoffs as new_handoffs
cross join champions
inner join handoffs
    on new_handoffs.known_as = handoffs.known_as
    and new_handoffs.handoff_id <> handoffs.handoff_id
where
    new_handoffs.is_new
    and {{ within_recycle_days('handoffs.handed_off_on', 'new_handoffs.handed_off_on', 'champions.recycle_after_days') }}
