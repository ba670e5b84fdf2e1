-- One row per lead to call today (handed over and not called yet, or asking again), best first: who, why, what is missing, by when.
{{ config(materialized='view') }}

with

calls as (

    select * from {{ released('call_list') }}

)

select
    cast(calls.call_rank as integer) as call_rank,
    cast(calls.contact_id as {{ type_text() }}) as contact_id,
    cast(calls.released_as_of as date) as as_of_date,
    cast(calls.full_name as {{ type_text() }}) as full_name,
    cast(calls.job_title as {{ type_text() }}) as job_title,
    cast(calls.email as {{ type_text() }}) as email,
    cast(calls.phone as {{ type_text() }}) as phone,
    cast(calls.country as {{ type_text() }}) as country,
    cast(calls.account_name as {{ type_text() }}) as account_name,
    cast(calls.score as integer) as score,
    cast(calls.band as {{ type_text() }}) as band,
    cast(calls.bant_verdict as {{ type_text() }}) as bant_verdict,
    cast(calls.why as {{ type_text() }}) as why,
    cast(calls.missing as {{ type_text() }}) as missing,
    cast(calls.next_step as {{ type_text() }}) as next_step,
    cast(calls.rep_id as {{ type_text() }}) as rep_id,
    cast(calls.rep_name as {{ type_text() }}) as rep_name,
    cast(calls.respond_by as timestamp) as respond_by,
    cast(calls.handoff_id as {{ type_text() }}) as handoff_id,
    cast(calls.handed_off_on as date) as handed_off_on,
    cast(calls.channel as {{ type_text() }}) as channel,
    cast(calls.has_opted_out as boolean) as has_opted_out,
    cast(calls.remarks as {{ type_text() }}) as remarks,
    cast(calls.respond_by_local as timestamp) as respond_by_local,
    cast(calls.time_zone as {{ type_text() }}) as time_zone,
    cast(calls.asked_at as timestamp) as asked_at,
    cast(calls.against as {{ type_text() }}) as against,
    cast(calls.fit_total as {{ type_decimal(18, 3) }}) as fit_total,
    cast(calls.fit_max as {{ type_decimal(18, 3) }}) as fit_max,
    cast(calls.interest_total as {{ type_decimal(18, 3) }}) as interest_total,
    cast(calls.interest_max as {{ type_decimal(18, 3) }}) as interest_max,
    cast(calls.last_activity_date as date) as last_activity_date
from calls
