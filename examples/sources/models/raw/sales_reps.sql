-- One row per seller.
{{ united(['salesforce__sales_reps']) }}
