-- One row: the as-of date and policy version of this build, there only if every check before it has passed.
-- depends_on: {{ ref('int_policy_problems') }}
-- depends_on: {{ ref('int_policy_warnings') }}
-- depends_on: {{ ref('int_event_accounting') }}
-- depends_on: {{ ref('int_rejected_rows') }}
-- depends_on: {{ ref('int_lead_ledger') }}
-- depends_on: {{ ref('int_lead_scores_today') }}
-- depends_on: {{ ref('int_call_list') }}
-- depends_on: {{ ref('int_journey_results') }}
-- depends_on: {{ ref('int_machine_activity') }}
-- depends_on: {{ ref('int_opportunity_scores') }}
-- depends_on: {{ ref('int_band_changes') }}
-- depends_on: {{ ref('int_score_publications') }}
-- depends_on: {{ ref('int_late_events') }}
-- depends_on: {{ ref('int_handoffs') }}
-- depends_on: {{ ref('int_handoff_progress') }}
-- depends_on: {{ ref('int_handoff_capacity') }}
-- depends_on: {{ ref('int_handoff_totals') }}
-- depends_on: {{ ref('int_queue_changes') }}
-- depends_on: {{ ref('int_lead_work') }}
-- depends_on: {{ ref('int_nurture_leads') }}
-- depends_on: {{ ref('int_open_questions') }}
-- depends_on: {{ ref('int_account_scores') }}
-- depends_on: {{ ref('int_funnel_by_month') }}
-- depends_on: {{ ref('int_capacity_curve') }}
select
    {{ as_of() }} as as_of_date,
    {{ policy_version() }} as policy_version
