-- One row per record that became another, was merged into it, or is the same person of another source.
{{ united(['salesforce__contact_merges', 'marketo__contact_merges', 'pardot__contact_merges', 'segment__contact_merges', 'merged_by_address']) }}
