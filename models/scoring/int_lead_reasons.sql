-- One row per scorecard, contact and entry of today's ledger: what adds up to the score, with the words for it.
{{ config(materialized='view') }}

with

ledger as (select * from {{ ref('int_lead_ledger') }}),

moments as (

    select * from {{ ref('int_scoring_moments') }}
    where is_today

),

labels as (select * from {{ ref('int_entry_labels') }}),

rules as (

    select * from {{ ref('int_rules') }}
    where label_with_value is not null

),

attributes as (select * from {{ ref('int_lead_attributes') }})

select
    ledger.scorecard_id,
    ledger.contact_id,
    ledger.entry_key,
    ledger.as_of_date,
    ledger.entry,
    ledger.subscore,
    ledger.criterion,
    ledger.rule_id,
    coalesce({{ filled_in('rules.label_with_value', {'value': 'attributes.value'}) }}, labels.label) as label,
    ledger.events,
    ledger.last_event_date,
    ledger.points
from ledger
inner join moments
    on ledger.contact_id = moments.contact_id
    and ledger.as_of_date = moments.as_of_date
left join labels
    on ledger.entry_key = labels.entry_key
left join rules
    on ledger.rule_id = rules.rule_id
left join attributes
    on rules.attribute = attributes.attribute
    and ledger.contact_id = attributes.contact_id
    and ledger.as_of_date = attributes.as_of_date
