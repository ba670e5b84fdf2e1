-- One row per contact and day on which it began or ceased to wait for a seller with room (append-only).
-- depends_on: {{ ref('int_publication') }}
-- depends_on: {{ ref('int_erased_visitors') }}
{{ config(
    materialized='incremental', incremental_strategy=adding_rows(), full_refresh=false, on_schema_change='append_new_columns',
    post_hook='{{ forget_erased(this) }}'
) }}

with

changes as (

    select * from {{ ref('int_queue_changes') }}

)

select
    cast(changes.contact_id as {{ type_text() }}) as contact_id,
    cast(changes.changed_on as date) as changed_on,
    cast(changes.is_waiting as boolean) as is_waiting,
    cast(changes.policy_version as {{ type_text() }}) as policy_version
from changes
{% if is_incremental() %}
left join {{ this }} as written
    on changes.contact_id = written.contact_id
    and changes.changed_on = written.changed_on
where written.contact_id is null
{% endif %}
