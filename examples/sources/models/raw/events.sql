-- One row per thing that a person did.
{{ united(['salesforce__events', 'marketo__events', 'pardot__events', 'segment__events', 'ga4__events', 'snowplow__events']) }}
