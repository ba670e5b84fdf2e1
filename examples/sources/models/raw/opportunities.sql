-- One row per opportunity.
{{ united(['salesforce__opportunities', 'pardot__opportunities']) }}
