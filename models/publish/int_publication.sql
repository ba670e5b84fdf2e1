-- One row: the as-of date and policy version of this build, there only if every check of the core before it has passed.
-- depends_on: {{ ref('int_policy_problems') }}
-- depends_on: {{ ref('int_event_accounting') }}
-- depends_on: {{ ref('int_lead_ledger') }}
-- depends_on: {{ ref('int_lead_scores_today') }}
-- depends_on: {{ ref('int_lead_score_history') }}
-- depends_on: {{ ref('int_journey_results') }}
-- depends_on: {{ ref('int_call_list') }}
-- depends_on: {{ ref('int_handoffs') }}
-- depends_on: {{ ref('int_handoff_progress') }}
-- depends_on: {{ ref('int_handoff_totals') }}
-- depends_on: {{ ref('int_band_changes') }}
-- depends_on: {{ ref('int_queue_changes') }}
-- depends_on: {{ ref('int_score_publications') }}
-- depends_on: {{ ref('int_late_events') }}
-- depends_on: {{ ref('int_shown_ledger') }}
-- depends_on: {{ ref('int_loaded_days') }}
-- depends_on: {{ ref('int_matched_patterns') }}
select
    {{ as_of() }} as as_of_date,
    {{ policy_version() }} as policy_version
