-- One row per day shown (this run's and the last one's), contact and entry of the champion's ledger: what the next run compares with.
-- depends_on: {{ ref('int_past_ledger') }}
-- depends_on: {{ ref('int_erased_visitors') }}
{{ config(
    materialized='incremental', incremental_strategy=adding_rows(), full_refresh=false,
    pre_hook=['{{ forget_erased(this) }}', '{{ forget_older_days(this) }}']
) }}

with

ledger as (

    select * from {{ ref('int_lead_ledger') }}

),

scorecards as (

    select * from {{ ref('int_scorecards') }}
    where is_champion

),

moments as (

    select * from {{ ref('int_scoring_moments') }}
    where is_today

),

runs as (

    select * from {{ ref('int_run') }}
    where may_freeze and not is_repeated

)

select
    runs.as_of_date,
    {{ policy_version() }} as policy_version,
    ledger.contact_id,
    ledger.entry_key,
    ledger.entry,
    ledger.subscore,
    cast(ledger.events as integer) as events,
    cast(ledger.last_event_date as date) as last_event_date,
    cast(ledger.points as {{ type_decimal(18, 3) }}) as points
from ledger
inner join scorecards
    on ledger.scorecard_id = scorecards.scorecard_id
inner join runs
    on ledger.as_of_date = runs.as_of_date
inner join moments
    on ledger.contact_id = moments.contact_id
    and ledger.as_of_date = moments.as_of_date
