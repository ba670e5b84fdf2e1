-- One row per contact and day on which the champion's score or band shown for it changed (append-only): what was shown.
-- depends_on: {{ ref('int_publication') }}
-- depends_on: {{ ref('int_erased_visitors') }}
{{ config(
    materialized='incremental', incremental_strategy=adding_rows(), full_refresh=false, on_schema_change='append_new_columns',
    post_hook='{{ forget_erased(this) }}'
) }}

with

scores as (

    select * from {{ ref('int_score_publications') }}

)

select
    cast(scores.contact_id as {{ type_text() }}) as contact_id,
    cast(scores.published_on as date) as published_on,
    cast(scores.scorecard_id as {{ type_text() }}) as scorecard_id,
    cast(scores.score as integer) as score,
    cast(scores.band as {{ type_text() }}) as band,
    cast(scores.policy_version as {{ type_text() }}) as policy_version
from scores
{% if is_incremental() %}
-- also where this model alone is run again
left join {{ this }} as written
    on scores.contact_id = written.contact_id
    and scores.published_on = written.published_on
where written.contact_id is null
{% endif %}
