-- One row per person, attribute and moment of change.
{{ united(['salesforce__contact_attributes', 'marketo__contact_attributes', 'pardot__contact_attributes', 'segment__contact_attributes']) }}
