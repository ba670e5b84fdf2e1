-- The models of the folder identity have the grain that their first lines state. Returns what repeats or is null.
{{ select_broken_grains({
    'int_contacts': ['contact_id'],
    'int_accounts': ['account_id'],
    'int_identity_map': ['visitor_id', 'known_from'],
    'int_erased_contacts': ['contact_id'],
    'int_opportunities': ['opportunity_id'],
    'int_opportunity_people': ['opportunity_id', 'contact_id'],
    'int_doubtful_rows': ['source_table', 'raw_row_number', 'reason'],
    'int_sales_reps': ['rep_id'],
    'int_merge_periods': ['from_contact_id', 'known_from'],
    'int_erased_visitors': ['visitor_id'],
    'int_opportunity_contacts': ['opportunity_id', 'contact_id'],
    'int_run': ['as_of_date'],
    'int_attribute_log': ['contact_id', 'attribute', 'logged_on'],
    'int_column_periods': ['contact_id', 'attribute', 'known_from'],
    'int_contact_accounts': ['contact_id', 'known_from'],
    'int_identity_periods': ['anonymous_id', 'known_from']
}) }}
