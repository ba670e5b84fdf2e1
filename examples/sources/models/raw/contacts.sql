-- One row per lead, contact, person or user of any source.
{{ united(['salesforce__contacts']) }}
