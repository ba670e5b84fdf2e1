-- One row per run of `validate`, expectation and part of a feed (append-only): was it as expected, and if not, what to do.
-- depends_on: {{ ref('int_publication') }}
-- a view, because `validate` adds rows between builds, and after one that was stopped
{{ config(materialized='view') }}

with

results as (select * from {{ ref('int_expectation_results') }})

select
    cast(as_of_date as date) as as_of_date,
    cast(stage as {{ type_text() }}) as stage,
    cast(attempt as integer) as attempt,
    cast(expectation_id as {{ type_text() }}) as expectation_id,
    cast(part as {{ type_text() }}) as part,
    cast(feed as {{ type_text() }}) as feed,
    cast(metric as {{ type_text() }}) as metric,
    cast(judged_day as date) as judged_day,
    cast(verdict as {{ type_text() }}) as verdict,
    cast(severity as {{ type_text() }}) as severity,
    cast(owner_team as {{ type_text() }}) as owner_team,
    cast(cases as bigint) as cases,
    {{ to_six_places('value') }} as value,
    {{ to_six_places('usual') }} as usual,
    {{ to_six_places('at_least') }} as at_least,
    {{ to_six_places('at_most') }} as at_most,
    cast(sentence as {{ type_text() }}) as sentence,
    cast(what_to_do as {{ type_text() }}) as what_to_do
from results
