-- One row per lead, contact, prospect or user of any source.
{{ united(['salesforce__contacts', 'segment__contacts']) }}
