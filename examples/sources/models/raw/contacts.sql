-- One row per lead, contact, prospect or user of any source.
{{ united(['salesforce__contacts', 'marketo__contacts', 'pardot__contacts', 'segment__contacts']) }}
