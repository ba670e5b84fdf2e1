-- One row per metric of the champion's scores, part and day of a run: the count of that day, kept from run to run.
{{ config(
    materialized='incremental', incremental_strategy=replacing_days(), partition_by=by_day('day'), unique_key='day',
    full_refresh=false, on_schema_change='fail'
) }}

with

scores as (select * from {{ ref('int_champion_scores') }}),

score_bands as (select * from {{ ref('int_score_bands') }}),

handoff_totals as (select * from {{ ref('int_handoff_totals') }}),

-- a whole week, so that each weekday counts once
events as (

    select
        client_id,
        activity_date
    from {{ ref('int_events') }}
    where
        activity_date > {{ days_after(as_of(), -7) }}
        and activity_date <= {{ as_of() }}

),

machine_clients as (select * from {{ ref('int_machine_clients') }}),

sizes as (

    select
        {{ as_of() }} as day,
        count(*) as leads,
        coalesce(sum(1 - known_share), 0) as unknown_shares,
        count(known_share) as leads_with_share
    from scores

),

band_sizes as (

    select
        score_bands.band,
        count(scores.contact_id) as leads
    from score_bands
    left join scores
        on score_bands.band = scores.band
    group by 1

)

select {{ profile('scores', "'leads'", "''", 'day', 'count', 'leads', 'leads') }}
from sizes

union all

select {{ profile('scores', "'unknown_share'", "''", 'day', 'share', 'leads_with_share', 'unknown_shares') }}
from sizes

union all

select {{ profile('scores', "'band_share'", 'band_sizes.band', 'sizes.day', 'share', 'sizes.leads', 'band_sizes.leads') }}
from band_sizes
cross join sizes

union all

select {{ profile('scores', "'handed_over'", "''", as_of(), 'count', 'handed_over', 'handed_over') }}
from handoff_totals

union all

select {{ profile('scores', "'machine_share'", "''", as_of(), 'share', 'count(*)', 'count(machine_clients.client_id)') }}
from events
left join machine_clients
    on events.client_id = machine_clients.client_id
