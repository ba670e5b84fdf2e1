-- One row per contact and day on which the band shown for it changed (append-only): from, to, and why as a difference of two ledgers.
-- depends_on: {{ ref('int_publication') }}
-- depends_on: {{ ref('int_erased_visitors') }}
{{ config(
    materialized='incremental', incremental_strategy=adding_rows(), full_refresh=false, on_schema_change='append_new_columns',
    post_hook='{{ forget_erased(this) }}'
) }}

with

changes as (

    select * from {{ ref('int_band_changes') }}

)

select
    cast(changes.contact_id as {{ type_text() }}) as contact_id,
    cast(changes.changed_on as date) as changed_on,
    cast(changes.compared_with as date) as compared_with,
    cast(changes.score_before as integer) as score_before,
    cast(changes.band_before as {{ type_text() }}) as band_before,
    cast(changes.score_after as integer) as score_after,
    cast(changes.band_after as {{ type_text() }}) as band_after,
    cast(changes.new_events_points as {{ type_decimal(18, 3) }}) as new_events_points,
    cast(changes.decay_points as {{ type_decimal(18, 3) }}) as decay_points,
    cast(changes.attribute_points as {{ type_decimal(18, 3) }}) as attribute_points,
    cast(changes.merge_points as {{ type_decimal(18, 3) }}) as merge_points,
    cast(changes.policy_points as {{ type_decimal(18, 3) }}) as policy_points,
    cast(changes.late_data_points as {{ type_decimal(18, 3) }}) as late_data_points,
    cast(changes.limit_points as {{ type_decimal(18, 3) }}) as limit_points,
    cast(changes.why as {{ type_text() }}) as why,
    cast(changes.policy_version as {{ type_text() }}) as policy_version
from changes
{% if is_incremental() %}
left join {{ this }} as written
    on changes.contact_id = written.contact_id
    and changes.changed_on = written.changed_on
where written.contact_id is null
{% endif %}
