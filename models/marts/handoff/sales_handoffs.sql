-- One row per hand-off to sales (append-only): whom, why, to which seller, by when to answer, as it was that day.
-- depends_on: {{ ref('int_publication') }}
-- depends_on: {{ ref('int_erased_visitors') }}
{{ config(
    materialized='incremental', incremental_strategy=adding_rows(), full_refresh=false, on_schema_change='append_new_columns',
    post_hook='{{ forget_erased(this) }}'
) }}

with

handoffs as (

    select * from {{ ref('int_handoffs') }}
    where is_new

)

select
    cast(handoffs.handoff_id as {{ type_text() }}) as handoff_id,
    cast(handoffs.scorecard_id as {{ type_text() }}) as scorecard_id,
    cast(handoffs.contact_id as {{ type_text() }}) as contact_id,
    cast(handoffs.handed_off_on as date) as handed_off_on,
    cast(handoffs.channel as {{ type_text() }}) as channel,
    cast(handoffs.score as integer) as score,
    cast(handoffs.band as {{ type_text() }}) as band,
    cast(handoffs.bant_verdict as {{ type_text() }}) as bant_verdict,
    cast(handoffs.top_reasons as {{ type_text() }}) as top_reasons,
    cast(handoffs.respond_by as timestamp) as respond_by,
    cast(handoffs.rep_id as {{ type_text() }}) as rep_id,
    cast(handoffs.policy_version as {{ type_text() }}) as policy_version,
    cast(handoffs.email_hash as {{ type_text() }}) as email_hash,
    cast(handoffs.handed_off_at as timestamp) as handed_off_at,
    cast(handoffs.asked_at as timestamp) as asked_at,
    cast(handoffs.draw_chance as {{ type_decimal(18, 12) }}) as draw_chance
from handoffs
{% if is_incremental() %}
where handoffs.handoff_id not in (select written.handoff_id from {{ this }} as written)
{% endif %}
