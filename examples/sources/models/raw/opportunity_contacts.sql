-- One row per opportunity and person who takes part.
{{ united(['salesforce__opportunity_contacts', 'pardot__opportunity_contacts']) }}
