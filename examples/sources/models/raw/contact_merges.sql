-- One row per record that became another, or was merged into it.
{{ united(['salesforce__contact_merges']) }}
