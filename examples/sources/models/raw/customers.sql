-- One row per company that has bought.
{{ united(['salesforce__customers']) }}
