-- One row per moved contact and entry of its ledger on the day of the last run: as shown then, or scored again if none was kept.
with

moves as (

    select * from {{ ref('int_band_moves') }}

),

rescored_contacts as (

    select * from {{ ref('int_rescored_contacts') }}

),

shown_ledger as (

    {{ select_frozen('int_shown_ledger') }}

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
    shown_ledger.last_event_date,
    shown_ledger.points
from moves
left join rescored_contacts
    on moves.contact_id = rescored_contacts.contact_id
inner join shown_ledger
    on moves.contact_id = shown_ledger.contact_id
    and moves.last_run_date = shown_ledger.as_of_date
where rescored_contacts.contact_id is null

union all

-- under the policy and with the data of this run
select
    ledger.contact_id,
    ledger.entry_key,
    ledger.entry,
    ledger.subscore,
    ledger.events,
    ledger.last_event_date,
    ledger.points
from moves
inner join rescored_contacts
    on moves.contact_id = rescored_contacts.contact_id
inner join ledger
    on moves.scorecard_id = ledger.scorecard_id
    and moves.contact_id = ledger.contact_id
    and moves.last_run_date = ledger.as_of_date
