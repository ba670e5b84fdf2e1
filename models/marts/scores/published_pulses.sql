-- One row per as-of date and time at which a pulse was published (append-only): its policy, and the hand-overs of the day so far.
-- depends_on: {{ ref('int_publication') }}
{{ config(
    materialized='incremental', incremental_strategy=adding_rows(), full_refresh=false, on_schema_change='append_new_columns'
) }}

with

runs as (

    select * from {{ ref('int_run_totals') }}
    where is_pulse

)

select
    cast(as_of_date as date) as as_of_date,
    cast(run_at as timestamp) as run_at,
    cast(policy_version as {{ type_text() }}) as policy_version,
    cast(ready_leads as bigint) as ready_leads,
    cast(handed_over as bigint) as handed_over,
    cast(waiting as bigint) as waiting
from runs
{% if is_incremental() %}
where run_at not in (select written.run_at from {{ this }} as written)
{% endif %}
