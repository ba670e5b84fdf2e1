-- The models of the folder events have the grain that their first lines state. Returns what repeats or is null.
{{ select_broken_grains({
    'int_event_loads': ['loaded_on', 'day', 'event_type'],
    'int_event_days': ['loaded_on'],
    'int_event_watermark': ['read_from'],
    'int_events': ['event_id'],
    'int_event_activities': ['activity_id'],
    'int_event_clients': ['client_id'],
    'int_rejected_events': ['loaded_on', 'rejection_number'],
    'int_loaded_days': ['loaded_on'],
    'int_activities': ['activity_id'],
    'int_machine_clients': ['client_id'],
    'int_activity_patterns': ['purpose', 'condition_id', 'role', 'pattern_id'],
    'int_activity_matches': ['pattern_id', 'activity_id'],
    'int_matched_patterns': ['pattern_id'],
    'int_condition_activities': ['purpose', 'condition_id', 'role', 'pattern_id', 'activity_id'],
    'int_activity_classes': ['activity_id'],
    'int_signature_conditions': ['signature', 'purpose', 'condition_id'],
    'int_signature_rules': ['scorecard_id', 'signature'],
    'int_event_accounting': ['outcome'],
    'int_journey_events': ['journey_id', 'step']
}, kept=['int_events', 'int_event_activities', 'int_event_clients']) }}
