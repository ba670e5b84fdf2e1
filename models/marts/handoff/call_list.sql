-- One row per lead to call today (handed over and not called yet, or asking again), best first: who, why, what is missing, by when.
{{ config(materialized='view') }}

with

calls as (

    select * from {{ released('call_list') }}

)

select
    cast(calls.call_rank as integer) as call_rank,
    cast(calls.contact_id as {{ dbt.type_string() }}) as contact_id,
    cast(calls.released_as_of as date) as as_of_date,
    cast(calls.full_name as {{ dbt.type_string() }}) as full_name,
    cast(calls.job_title as {{ dbt.type_string() }}) as job_title,
    cast(calls.email as {{ dbt.type_string() }}) as email,
    cast(calls.phone as {{ dbt.type_string() }}) as phone,
    cast(calls.country as {{ dbt.type_string() }}) as country,
    cast(calls.account_name as {{ dbt.type_string() }}) as account_name,
    cast(calls.score as integer) as score,
    cast(calls.band as {{ dbt.type_string() }}) as band,
    cast(calls.bant_verdict as {{ dbt.type_string() }}) as bant_verdict,
    cast(calls.why as {{ dbt.type_string() }}) as why,
    cast(calls.missing as {{ dbt.type_string() }}) as missing,
    cast(calls.next_step as {{ dbt.type_string() }}) as next_step,
    cast(calls.rep_id as {{ dbt.type_string() }}) as rep_id,
    cast(calls.rep_name as {{ dbt.type_string() }}) as rep_name,
    cast(calls.respond_by as timestamp) as respond_by,
    cast(calls.handoff_id as {{ dbt.type_string() }}) as handoff_id,
    cast(calls.handed_off_on as date) as handed_off_on,
    cast(calls.channel as {{ dbt.type_string() }}) as channel,
    cast(calls.has_opted_out as boolean) as has_opted_out,
    cast(calls.remarks as {{ dbt.type_string() }}) as remarks,
    cast(calls.respond_by_local as timestamp) as respond_by_local,
    cast(calls.time_zone as {{ dbt.type_string() }}) as time_zone,
    cast(calls.asked_at as timestamp) as asked_at,
    cast(calls.against as {{ dbt.type_string() }}) as against,
    cast(calls.fit_total as {{ type_decimal(18, 3) }}) as fit_total,
    cast(calls.fit_max as {{ type_decimal(18, 3) }}) as fit_max,
    cast(calls.interest_total as {{ type_decimal(18, 3) }}) as interest_total,
    cast(calls.interest_max as {{ type_decimal(18, 3) }}) as interest_max,
    cast(calls.last_activity_date as date) as last_activity_date
from calls
