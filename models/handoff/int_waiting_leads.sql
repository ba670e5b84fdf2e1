-- One row per lead that waits for a seller with room: since when.
with

-- who was drawn and found no room does not wait: the next run draws anew
candidates as (

    select * from {{ ref('int_handoff_candidates') }}
    where draw_chance is null

),

assignments as (

    select * from {{ ref('int_handoff_assignments') }}
    where not is_handed_over

),

past_waits as (

    select
        lead_id,
        min(changed_on) as waiting_since
    from {{ ref('int_past_waits') }}
    where is_waiting
    group by 1

)

select
    candidates.contact_id,
    candidates.as_of_date,
    -- the seller it waits for; null = any that takes its country
    assignments.rep_id,
    candidates.country,
    coalesce(past_waits.waiting_since, candidates.as_of_date) as waiting_since
from candidates
inner join assignments
    on candidates.contact_id = assignments.contact_id
left join past_waits
    on candidates.contact_id = past_waits.lead_id
