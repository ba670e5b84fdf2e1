-- The models of the folder checks have the grain that their first lines state. Returns what repeats or is null.
{{ select_broken_grains({
    'int_scorecard_warnings': ['scorecard_id', 'column_name', 'check_name'],
    'int_covered_rules': ['rule_id'],
    'int_policy_warnings': ['seed_name', 'line_number', 'column_name', 'check_name'],
    'int_table_profiles': ['feed', 'metric', 'part', 'day'],
    'int_score_profiles': ['feed', 'metric', 'part', 'day'],
    'int_expectations': ['expectation_id'],
    'int_feed_cases': ['expectation_id', 'part'],
    'int_score_cases': ['expectation_id', 'part'],
    'int_expectation_results': ['as_of_date', 'stage', 'attempt', 'expectation_id', 'part'],
    'int_rule_activities': ['rule_id', 'activity_id'],
    'int_rule_use': ['scorecard_id', 'rule_id'],
    'int_policy_data_warnings': ['seed_name', 'line_number', 'column_name', 'check_name']
}) }}
