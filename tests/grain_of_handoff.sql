-- The models of the folder handoff have the grain that their first lines state. Returns what repeats or is null.
{{ select_broken_grains({
    'int_fast_lane': ['contact_id', 'request_id'],
    'int_working_hours': ['territory', 'opens_at'],
    'int_calls': ['handoff_id'],
    'int_handoff_candidates': ['contact_id'],
    'int_rep_capacity': ['rep_id'],
    'int_handoff_assignments': ['contact_id'],
    'int_handoffs': ['handoff_id'],
    'int_waiting_leads': ['contact_id'],
    'int_queue_changes': ['contact_id'],
    'int_handoff_totals': ['ready_leads'],
    'int_lead_touches': ['touch_id'],
    'int_handoff_deals': ['handoff_id'],
    'int_handoff_progress': ['handoff_id'],
    'int_call_list': ['contact_id'],
    'int_answer_gains': ['contact_id', 'criterion', 'attribute'],
    'int_open_questions': ['contact_id', 'subscore', 'question'],
    'int_missing_answers': ['contact_id']
}) }}
