-- One row per scoring moment: a contact and a date up to whose end things are known, with the purposes it is scored for.
{{ config(materialized='view') }}

select
    contact_id,
    as_of_date,
    moment_id,
    is_today,
    is_history,
    has_ledger
from {{ ref('int_scorable_moments') }}
where is_scored
