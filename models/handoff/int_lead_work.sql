-- One row per contact that the champion scores today: how far sales has come with it.
with

scores as (

    select * from {{ ref('int_lead_scores_today') }}

),

scorecards as (

    select * from {{ ref('int_scorecards') }}
    where is_champion

),

calls as (

    select * from {{ ref('int_call_list') }}

)

select
    scores.contact_id,
    scores.as_of_date,
    calls.contact_id is not null as is_on_call_list,
    false as is_waiting_for_capacity,
    cast(null as date) as waiting_since,
    false as is_being_worked,
    cast(null as date) as last_handed_off_on
from scores
inner join scorecards
    on scores.scorecard_id = scorecards.scorecard_id
left join calls
    on scores.contact_id = calls.contact_id
