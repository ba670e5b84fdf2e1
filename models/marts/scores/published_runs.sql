-- One row per as-of date on which scores were published (append-only): policy, late events and hand-overs of its first run.
-- depends_on: {{ ref('int_publication') }}
{{ config(
    materialized='incremental', incremental_strategy=adding_rows(), full_refresh=false,
    on_schema_change='append_new_columns'
) }}

with

runs as (

    select * from {{ ref('int_run_totals') }}
    where not is_pulse

)

select
    cast(as_of_date as date) as as_of_date,
    cast(policy_version as {{ type_text() }}) as policy_version,
    cast(late_events as bigint) as late_events,
    cast(ready_leads as bigint) as ready_leads,
    cast(handed_over as bigint) as handed_over,
    cast(waiting as bigint) as waiting,
    cast(remark as {{ type_text() }}) as remark,
    cast(run_at as timestamp) as run_at
from runs
{% if is_incremental() %}
where as_of_date not in (select written.as_of_date from {{ this }} as written)
{% endif %}
