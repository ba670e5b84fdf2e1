-- One row per policy version that was ever published: the as-of date of the first build that used it.
{{ config(materialized='incremental', full_refresh=false, on_schema_change='append_new_columns') }}

with

publication as (

    select * from {{ ref('int_publication') }}

)

select
    cast(policy_version as {{ type_text() }}) as policy_version,
    cast(as_of_date as date) as first_used_on
from publication
{% if is_incremental() %}
where policy_version not in (select published.policy_version from {{ this }} as published)
{% endif %}
