-- One row per as-of date on which scores were published (append-only): policy, late events and hand-overs of its first run.
-- depends_on: {{ ref('handoff_queue') }}
{{ config(
    materialized='incremental', incremental_strategy='append', full_refresh=(not keeps_rows()),
    on_schema_change='append_new_columns'
) }}

with

publication as (

    select * from {{ ref('int_publication') }}

),

runs as (

    select * from {{ ref('int_run') }}

),

late_events as (

    select * from {{ ref('int_late_events') }}

),

handoff_totals as (

    select * from {{ ref('int_handoff_totals') }}

)

select
    cast(publication.as_of_date as date) as as_of_date,
    cast(publication.policy_version as {{ dbt.type_string() }}) as policy_version,
    cast(late_events.events as bigint) as late_events,
    cast(handoff_totals.ready_leads as bigint) as ready_leads,
    cast(handoff_totals.handed_over as bigint) as handed_over,
    cast(handoff_totals.waiting as bigint) as waiting,
    cast(handoff_totals.remark as {{ dbt.type_string() }}) as remark
from publication
cross join late_events
cross join handoff_totals
inner join runs
    on publication.as_of_date = runs.as_of_date
    and runs.may_freeze
{% if is_incremental() %}
where publication.as_of_date not in (select written.as_of_date from {{ this }} as written)
{% endif %}
