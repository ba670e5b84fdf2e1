-- The models of the folder publish have the grain that their first lines state. Returns what repeats or is null.
{{ select_broken_grains({
    'int_journey_results': ['journey_id'],
    'int_run_totals': ['as_of_date'],
    'int_score_publications': ['contact_id'],
    'int_band_moves': ['contact_id'],
    'int_past_ledger': ['contact_id', 'entry_key'],
    'int_band_move_causes': ['contact_id', 'cause'],
    'int_band_changes': ['contact_id']
}) }}
