-- One row: how many leads were ready to be handed over on this run, how many were, how many wait, and that in words.
with

candidates as (

    select * from {{ ref('int_handoff_candidates') }}
    where draw_chance is null

),

counts as (

    select
        count(*) as leads,
        count(case when assignments.is_handed_over then 1 end) as handed_over
    from candidates
    inner join {{ ref('int_handoff_assignments') }} as assignments
        on candidates.contact_id = assignments.contact_id

),

-- hand-offs of an earlier, killed run of the same day count as this day's; who was drawn was not ready
past_handoffs as (

    select
        count(case when past_handoffs.handed_off_on < runs.as_of_date then 1 end) as earlier,
        count(case when past_handoffs.handed_off_on = runs.as_of_date then 1 end) as of_today
    from {{ ref('int_run') }} as runs
    left join {{ ref('int_past_handoffs') }} as past_handoffs
        on runs.as_of_date >= past_handoffs.handed_off_on
        and past_handoffs.draw_chance is null

),

wording as (select * from {{ ref('int_wording') }}),

totals as (

    select
        counts.leads + past_handoffs.of_today as ready_leads,
        counts.handed_over + past_handoffs.of_today as handed_over,
        counts.leads - counts.handed_over as waiting,
        past_handoffs.earlier = 0 as is_first
    from counts
    cross join past_handoffs

),

phrased as (

    select
        *,
        case
            when ready_leads = 0 then 'handover_none'
            when is_first and waiting > 0 then 'handover_first_waiting'
            when is_first then 'handover_first'
            when waiting > 0 then 'handover_waiting'
            else 'handover_all'
        end as phrase
    from totals

)

select
    phrased.ready_leads,
    phrased.handed_over,
    phrased.waiting,
    {{ filled_in(
        'wording.phrase_text', {'ready': 'phrased.ready_leads', 'handed': 'phrased.handed_over', 'waiting': 'phrased.waiting'}
    ) }} as remark
from phrased
left join wording
    on phrased.phrase = wording.phrase
