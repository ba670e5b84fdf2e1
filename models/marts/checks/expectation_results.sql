-- One row per run of `validate`, expectation and part of a feed (append-only): was it as expected, and if not, what to do.
-- depends_on: {{ ref('int_publication') }}
-- a view, because `validate` adds rows between builds, and after one that was stopped
{{ config(materialized='view') }}

with

results as (select * from {{ ref('int_expectation_results') }})

select
    cast(as_of_date as date) as as_of_date,
    cast(stage as {{ dbt.type_string() }}) as stage,
    cast(attempt as integer) as attempt,
    cast(expectation_id as {{ dbt.type_string() }}) as expectation_id,
    cast(part as {{ dbt.type_string() }}) as part,
    cast(feed as {{ dbt.type_string() }}) as feed,
    cast(metric as {{ dbt.type_string() }}) as metric,
    cast(judged_day as date) as judged_day,
    cast(verdict as {{ dbt.type_string() }}) as verdict,
    cast(severity as {{ dbt.type_string() }}) as severity,
    cast(owner_team as {{ dbt.type_string() }}) as owner_team,
    cast(cases as bigint) as cases,
    {{ to_six_places('value') }} as value,
    {{ to_six_places('usual') }} as usual,
    {{ to_six_places('at_least') }} as at_least,
    {{ to_six_places('at_most') }} as at_most,
    cast(sentence as {{ dbt.type_string() }}) as sentence,
    cast(what_to_do as {{ dbt.type_string() }}) as what_to_do
from results
