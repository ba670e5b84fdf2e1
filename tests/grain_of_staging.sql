-- The models of the folder staging have the grain that their first lines state. Returns what repeats or is null.
{{ select_broken_grains({
    'stg_contacts': ['raw_row_number'],
    'stg_accounts': ['raw_row_number'],
    'stg_contact_attributes': ['raw_row_number'],
    'stg_identities': ['raw_row_number'],
    'stg_contact_merges': ['raw_row_number'],
    'stg_opportunities': ['raw_row_number'],
    'stg_opportunity_contacts': ['raw_row_number'],
    'stg_sales_touches': ['raw_row_number'],
    'stg_sales_reps': ['raw_row_number'],
    'stg_customers': ['raw_row_number'],
    'stg_erasures': ['raw_row_number']
}) }}
