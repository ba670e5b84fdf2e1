-- One row per browser and person who was identified in it.
{{ united(['pardot__identities', 'segment__identities', 'ga4__identities', 'snowplow__identities']) }}
