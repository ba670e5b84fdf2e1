-- One row per scorecard and activity that earns: the one rule that an event earns under, the strongest that matches.
-- a view, for few signatures stand for all activities
{{ config(materialized='view') }}

with

signatures as (select * from {{ ref('int_activity_signatures') }}),

signature_rules as (select * from {{ ref('int_signature_rules') }})

select
    signature_rules.scorecard_id,
    signatures.activity_id,
    signature_rules.rule_id
from signatures
inner join signature_rules
    on signatures.signature = signature_rules.signature
