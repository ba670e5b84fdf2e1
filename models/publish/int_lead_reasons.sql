-- One row per scorecard, contact and entry of today's ledger: the points that add up to the score, in words.
{{ config(materialized='view') }}

with

ledger as (

    select * from {{ ref('int_lead_ledger') }}

),

moments as (

    select * from {{ ref('int_scoring_moments') }}
    where is_today

),

labels as (

    select * from {{ ref('int_entry_labels') }}

)

select
    ledger.scorecard_id,
    ledger.contact_id,
    ledger.entry_key,
    ledger.as_of_date,
    ledger.entry,
    ledger.subscore,
    ledger.criterion,
    ledger.rule_id,
    labels.label,
    ledger.events,
    ledger.last_event_date,
    ledger.points
from ledger
inner join moments
    on ledger.contact_id = moments.contact_id
    and ledger.as_of_date = moments.as_of_date
left join labels
    on ledger.entry_key = labels.entry_key
