-- One row per company of any source.
{{ united(['salesforce__accounts']) }}
