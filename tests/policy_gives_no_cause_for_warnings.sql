-- Nothing in the policy looks wrong. Returns the sentences; they warn and stop nothing.
{{ config(severity='warn') }}
select sentence
from {{ ref('int_policy_warnings') }}
