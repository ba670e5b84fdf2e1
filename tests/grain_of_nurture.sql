-- The models of the folder nurture have the grain that their first lines state. Returns what repeats or is null.
{{ select_broken_grains({
    'int_lead_sales_status': ['contact_id'],
    'int_lead_gaps': ['contact_id', 'gap'],
    'int_nurture_candidates': ['contact_id', 'segment'],
    'int_nurture_leads': ['contact_id']
}) }}
