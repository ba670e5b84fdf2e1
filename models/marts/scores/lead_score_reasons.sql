-- One row per scorecard, contact and entry: what adds up to today's score.
{{ config(materialized='view') }}

select
    cast(scorecard_id as {{ type_text() }}) as scorecard_id,
    cast(contact_id as {{ type_text() }}) as contact_id,
    cast(entry_key as {{ type_text() }}) as entry_key,
    cast(as_of_date as date) as as_of_date,
    cast(entry as {{ type_text() }}) as entry,
    cast(subscore as {{ type_text() }}) as subscore,
    cast(criterion as {{ type_text() }}) as criterion,
    cast(rule_id as {{ type_text() }}) as rule_id,
    cast(label as {{ type_text() }}) as label,
    cast(events as bigint) as events,
    cast(last_event_date as date) as last_event_date,
    cast(points as {{ type_decimal(18, 3) }}) as points,
    cast(is_champion as boolean) as is_champion
from {{ released('lead_score_reasons') }}
