-- The models of the folder past have the grain that their first lines state. Returns what repeats or is null.
{{ select_broken_grains({
    'int_past_handoffs': ['handoff_id'],
    'int_past_runs': ['as_of_date', 'run_at', 'is_pulse'],
    'int_past_waits': ['contact_id'],
    'int_past_scores': ['contact_id'],
    'int_rescored_contacts': ['contact_id']
}) }}
