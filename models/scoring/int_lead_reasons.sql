-- One row per scorecard, contact and entry of today's ledger: what adds up to the score, with the words for it.
with

moments as (

    select * from {{ ref('int_scoring_moments') }}
    where is_today

),

entries as (

    select ledger.*
    from {{ ref('int_lead_ledger') }} as ledger
    inner join moments
        on ledger.contact_id = moments.contact_id
        and ledger.as_of_date = moments.as_of_date

),

labels as (select * from {{ ref('int_entry_labels') }}),

scorecards as (select * from {{ ref('int_scorecards') }}),

-- of the few entries that a number says more of
told as (

    {{ select_number_labels('entries', ref('int_rules'), policy_seed('behaviours'), ref('int_lead_attributes'), ref('int_wording')) }}
    union all
    {{ select_fade_labels('entries', ref('int_lead_totals'), ref('int_wording')) }}

)

select
    entries.scorecard_id,
    entries.contact_id,
    entries.entry_key,
    entries.as_of_date,
    entries.entry,
    entries.subscore,
    entries.criterion,
    entries.rule_id,
    coalesce(told.label, labels.label) as label,
    entries.events,
    entries.last_event_date,
    entries.points,
    scorecards.is_champion
from entries
inner join scorecards
    on entries.scorecard_id = scorecards.scorecard_id
left join labels
    on entries.entry_key = labels.entry_key
left join told
    on entries.scorecard_id = told.scorecard_id
    and entries.contact_id = told.contact_id
    and entries.entry_key = told.entry_key
