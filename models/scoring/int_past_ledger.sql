-- One row per moved contact and entry of its ledger on the day of the last run: as shown then, or scored again where none is kept.
with

moves as (

    select * from {{ ref('int_band_moves') }}

),

runs as (

    select * from {{ ref('int_run') }}

),

shown_ledger as (

    {{ as_frozen('int_shown_ledger') }}

),

ledger as (

    select * from {{ ref('int_lead_ledger') }}

)

select
    shown_ledger.contact_id,
    shown_ledger.entry_key,
    shown_ledger.entry,
    shown_ledger.subscore,
    shown_ledger.events,
    shown_ledger.points
from moves
inner join runs
    on moves.last_run_date = runs.last_run_date
    and runs.is_ledger_kept
inner join shown_ledger
    on moves.contact_id = shown_ledger.contact_id
    and moves.last_run_date = shown_ledger.as_of_date

union all

-- under the policy and with the data of this run
select
    ledger.contact_id,
    ledger.entry_key,
    ledger.entry,
    ledger.subscore,
    ledger.events,
    ledger.points
from moves
inner join runs
    on moves.last_run_date = runs.last_run_date
    and not runs.is_ledger_kept
inner join ledger
    on moves.scorecard_id = ledger.scorecard_id
    and moves.contact_id = ledger.contact_id
    and moves.last_run_date = ledger.as_of_date
