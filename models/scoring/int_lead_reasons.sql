-- One row per scorecard, contact and entry of today's ledger: what adds up to the score, with the words for it.
{{ config(materialized='view') }}

with

ledger as (select * from {{ ref('int_lead_ledger') }}),

moments as (

    select * from {{ ref('int_scoring_moments') }}
    where is_today

),

reason_words as (select * from {{ ref('int_lead_reason_words') }}),

labels as (select * from {{ ref('int_entry_labels') }})

select
    ledger.scorecard_id,
    ledger.contact_id,
    ledger.entry_key,
    ledger.as_of_date,
    ledger.entry,
    ledger.subscore,
    ledger.criterion,
    ledger.rule_id,
    coalesce(reason_words.label, labels.label) as label,
    ledger.events,
    ledger.last_event_date,
    ledger.points
from ledger
inner join moments
    on ledger.contact_id = moments.contact_id
    and ledger.as_of_date = moments.as_of_date
left join labels
    on ledger.entry_key = labels.entry_key
left join reason_words
    on ledger.scorecard_id = reason_words.scorecard_id
    and ledger.contact_id = reason_words.contact_id
    and ledger.entry_key = reason_words.entry_key
