-- One row per browser and person who was identified in it.
{{ united(['segment__identities', 'ga4__identities']) }}
