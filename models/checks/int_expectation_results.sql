-- One row per run of `validate`, expectation and part of a feed: the verdict; the command appends, a build only creates the table.
{{ config(
    materialized='incremental', incremental_strategy=adding_rows(), full_refresh=false,
    on_schema_change='append_new_columns'
) }}
select
    cast(null as date) as as_of_date,
    cast(null as {{ type_text() }}) as stage,
    cast(null as integer) as attempt,
    cast(null as {{ type_text() }}) as expectation_id,
    cast(null as {{ type_text() }}) as part,
    cast(null as {{ type_text() }}) as feed,
    cast(null as {{ type_text() }}) as metric,
    cast(null as date) as judged_day,
    cast(null as {{ type_text() }}) as verdict,
    cast(null as {{ type_text() }}) as severity,
    cast(null as {{ type_text() }}) as owner_team,
    cast(null as bigint) as cases,
    cast(null as {{ type_double() }}) as value,
    cast(null as {{ type_double() }}) as usual,
    cast(null as {{ type_double() }}) as at_least,
    cast(null as {{ type_double() }}) as at_most,
    cast(null as {{ type_text() }}) as sentence,
    cast(null as {{ type_text() }}) as what_to_do
{{ no_rows() }}
