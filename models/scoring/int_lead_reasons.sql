-- One row per scorecard, contact and entry of today's ledger: what adds up to the score, with the words for it.
{{ config(materialized='view') }}

with

ledger as (select * from {{ ref('int_lead_ledger') }}),

moments as (

    select * from {{ ref('int_scoring_moments') }}
    where is_today

),

labels as (select * from {{ ref('int_entry_labels') }}),

-- of the few rules whose label shows a number, the number of each lead
numbers as (

    select
        attributes.contact_id,
        attributes.as_of_date,
        rules.rule_id,
        {{ filled_in('rules.label_with_value', {'value': 'attributes.value'}) }} as label
    from {{ ref('int_rules') }} as rules
    inner join {{ ref('int_lead_attributes') }} as attributes
        on rules.attribute = attributes.attribute
    inner join moments
        on attributes.contact_id = moments.contact_id
        and attributes.as_of_date = moments.as_of_date
    where rules.label_with_value is not null

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
    coalesce(numbers.label, labels.label) as label,
    ledger.events,
    ledger.last_event_date,
    ledger.points
from ledger
inner join moments
    on ledger.contact_id = moments.contact_id
    and ledger.as_of_date = moments.as_of_date
left join labels
    on ledger.entry_key = labels.entry_key
left join numbers
    on ledger.contact_id = numbers.contact_id
    and ledger.as_of_date = numbers.as_of_date
    and ledger.rule_id = numbers.rule_id
