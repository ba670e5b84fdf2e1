-- One row: the as-of date and policy version of this build; the row exists only if every check of the core before it has passed.
-- depends_on: {{ ref('int_run') }}
-- depends_on: {{ ref('int_erased_visitors') }}
-- depends_on: {{ ref('int_policy_problems') }}
-- depends_on: {{ ref('int_event_accounting') }}
-- depends_on: {{ ref('int_doubtful_rows') }}
-- depends_on: {{ ref('int_lead_ledger') }}
-- depends_on: {{ ref('int_lead_reasons') }}
-- depends_on: {{ ref('int_lead_scores_today') }}
-- depends_on: {{ ref('int_lead_score_history') }}
-- depends_on: {{ ref('int_journey_results') }}
-- depends_on: {{ ref('int_past_moments') }}
-- depends_on: {{ ref('int_fast_lane') }}
-- depends_on: {{ ref('int_missing_answers') }}
-- depends_on: {{ ref('int_call_list') }}
-- depends_on: {{ ref('int_handoffs') }}
-- depends_on: {{ ref('int_handoff_progress') }}
-- depends_on: {{ ref('int_handoff_totals') }}
-- depends_on: {{ ref('int_band_changes') }}
-- depends_on: {{ ref('int_queue_changes') }}
-- depends_on: {{ ref('int_score_publications') }}
-- depends_on: {{ ref('int_run_totals') }}
-- depends_on: {{ ref('int_shown_ledger') }}
-- depends_on: {{ ref('int_loaded_days') }}
-- depends_on: {{ ref('int_matched_patterns') }}
{{ config(post_hook=[
    "{{ release('lead_scores', ref('int_lead_scores_today')) }}",
    "{{ release('lead_score_reasons', ref('int_lead_reasons'), untouched=ref('int_past_moments')) }}",
    "{{ release('lead_score_history', ref('int_lead_score_history'), passes_over=true) }}",
    "{{ release('call_list', ref('int_call_list')) }}",
    "{{ release('fast_lane', ref('int_fast_lane')) }}",
    "{{ release('missing_answers', ref('int_missing_answers')) }}",
    "{{ release('handoff_progress', ref('int_handoff_progress')) }}",
    "{{ release('event_accounting', ref('int_event_accounting')) }}",
    "{{ append_to('published_scores', ref('int_score_publications'), ['contact_id', 'published_on']) }}",
    "{{ append_to('band_changes', ref('int_band_changes'), ['contact_id', 'changed_on']) }}",
    "{{ append_to('sales_handoffs', ref('int_handoffs'), ['handoff_id'], among='is_new', in_pulses=true) }}",
    "{{ append_to('handoff_queue', ref('int_queue_changes'), ['contact_id', 'changed_on']) }}",
    "{{ append_to('published_runs', ref('int_run_totals'), ['as_of_date']) }}",
    "{{ append_to('published_pulses', ref('int_run_totals'), ['run_at'], among='is_pulse', in_pulses=true) }}",
    "{{ trust_policy() }}"
]) }}

select
    {{ as_of() }} as as_of_date,
    {{ policy_version() }} as policy_version,
    -- past moments are scored by whole runs alone
    {{ is_pulse() | lower }} as is_pulse
