-- One row per contact and history date on which the champion scored it, with the contact that the lead is known as on the as-of date.
with

history as (select * from {{ ref('int_lead_score_history') }}),

scorecards as (

    select * from {{ ref('int_scorecards') }}
    where is_champion

),

contacts as (select * from {{ ref('int_contacts') }}),

runs as (select * from {{ ref('int_run') }}),

owners as (select * from {{ ref('int_identity_map') }})

select
    history.contact_id,
    history.as_of_date,
    owners.contact_id as lead_id,
    contacts.created_on,
    history.score,
    history.is_sales_ready,
    history.blocked_besides_score,
    lag(history.is_sales_ready) over (partition by history.contact_id order by history.as_of_date) as was_sales_ready
from history
inner join scorecards
    on history.scorecard_id = scorecards.scorecard_id
inner join contacts
    on history.contact_id = contacts.contact_id
cross join runs
inner join owners
    on history.contact_id = owners.source_contact_id
    and {{ known_on('owners', 'runs') }}
