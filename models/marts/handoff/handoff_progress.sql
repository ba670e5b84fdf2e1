-- One row per hand-off: was it answered in time, what did sales say, and what became of it, as known on the as-of date.
{{ config(materialized='view') }}

with

progress as (

    select * from {{ released('handoff_progress') }}

)

select
    cast(progress.handoff_id as {{ type_text() }}) as handoff_id,
    cast(progress.scorecard_id as {{ type_text() }}) as scorecard_id,
    cast(progress.contact_id as {{ type_text() }}) as contact_id,
    cast(progress.lead_id as {{ type_text() }}) as lead_id,
    cast(progress.released_as_of as date) as as_of_date,
    cast(progress.handed_off_on as date) as handed_off_on,
    cast(progress.channel as {{ type_text() }}) as channel,
    cast(progress.score as integer) as score,
    cast(progress.band as {{ type_text() }}) as band,
    cast(progress.rep_id as {{ type_text() }}) as rep_id,
    cast(progress.respond_by as timestamp) as respond_by,
    cast(progress.first_touched_at as timestamp) as first_touched_at,
    cast(progress.hours_to_first_touch as {{ type_decimal(18, 2) }}) as hours_to_first_touch,
    cast(progress.first_touched_at is not null as boolean) as is_contacted,
    cast(progress.is_in_time as boolean) as is_in_time,
    cast(progress.accepted_on as date) as accepted_on,
    cast(progress.rejected_on as date) as rejected_on,
    cast(progress.disqualified_on as date) as disqualified_on,
    cast(progress.reason as {{ type_text() }}) as reason,
    cast(progress.rep_rating as {{ type_text() }}) as rep_rating,
    cast(progress.opportunity_id as {{ type_text() }}) as opportunity_id,
    cast(progress.opened_on as date) as opened_on,
    cast(progress.closed_on as date) as closed_on,
    cast(case when progress.state in ('won', 'lost') then progress.state = 'won' end as boolean) as is_won,
    {{ to_decimal('progress.amount', 18, 2, kept=true) }} as amount,
    cast(progress.state as {{ type_text() }}) as state,
    cast(progress.asked_at as timestamp) as asked_at,
    cast(progress.handed_off_at as timestamp) as handed_off_at,
    cast(progress.minutes_to_handoff as {{ type_decimal(18, 2) }}) as minutes_to_handoff,
    cast(progress.is_champion as boolean) as is_champion
from progress
