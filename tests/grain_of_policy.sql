-- The models of the folder policy have the grain that their first lines state. Returns what repeats or is null.
{{ select_broken_grains({
    'int_settings': ['settings'],
    'int_policy_cells': ['seed_name', 'line_number', 'column_name'],
    'int_policy_header_problems': ['seed_name', 'line_number', 'column_name', 'check_name'],
    'int_policy_cell_problems': ['seed_name', 'line_number', 'column_name', 'check_name'],
    'int_policy_lines': ['seed_name', 'line_number'],
    'int_policy_rule_problems': ['seed_name', 'line_number', 'column_name', 'check_name'],
    'int_policy_points_problems': ['seed_name', 'line_number', 'column_name', 'check_name'],
    'int_policy_list_problems': ['seed_name', 'line_number', 'column_name', 'check_name'],
    'int_policy_problems': ['seed_name', 'line_number', 'column_name', 'check_name'],
    'int_wording': ['phrase'],
    'int_scorecards': ['scorecard_id'],
    'int_criteria': ['criterion'],
    'int_score_bands': ['band'],
    'int_rules': ['rule_id'],
    'int_attribute_conditions': ['purpose', 'condition_id'],
    'int_scorecard_rules': ['scorecard_id', 'rule_id'],
    'int_entry_labels': ['entry_key']
}) }}
