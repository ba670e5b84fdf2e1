-- One row: how many leads were ready to be handed over on this run, how many were, how many wait, and that in words.
with

candidates as (

    select count(*) as leads from {{ ref('int_handoff_candidates') }}

),

assignments as (

    select count(*) as leads
    from {{ ref('int_handoff_assignments') }}
    where is_handed_over

),

past_handoffs as (

    select count(*) as handoffs from {{ ref('int_past_handoffs') }}

),

wording as (

    select * from {{ ref('int_wording') }}

),

totals as (

    select
        candidates.leads as ready_leads,
        assignments.leads as handed_over,
        candidates.leads - assignments.leads as waiting,
        case
            when candidates.leads = 0 then 'handover_none'
            when past_handoffs.handoffs = 0 and candidates.leads > assignments.leads then 'handover_first_waiting'
            when past_handoffs.handoffs = 0 then 'handover_first'
            when candidates.leads > assignments.leads then 'handover_waiting'
            else 'handover_all'
        end as phrase
    from candidates
    cross join assignments
    cross join past_handoffs

)

select
    totals.ready_leads,
    totals.handed_over,
    totals.waiting,
    {{ filled_in(
        'wording.phrase_text', {'ready': 'totals.ready_leads', 'handed': 'totals.handed_over', 'waiting': 'totals.waiting'}
    ) }} as remark
from totals
left join wording
    on totals.phrase = wording.phrase
