-- One row per contact of a seller with a lead.
{{ united(['salesforce__sales_touches']) }}
