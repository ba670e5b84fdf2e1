-- One row per scorecard, contact and entry: what adds up to today's score.
with

publication as (

    select * from {{ ref('int_publication') }}

),

ledger as (

    select * from {{ ref('int_lead_ledger') }}

),

moments as (

    select * from {{ ref('int_scoring_moments') }}
    where is_today

),

labels as (

    select * from {{ ref('int_entry_labels') }}

)

select
    cast(ledger.scorecard_id as {{ dbt.type_string() }}) as scorecard_id,
    cast(ledger.contact_id as {{ dbt.type_string() }}) as contact_id,
    cast(ledger.entry_key as {{ dbt.type_string() }}) as entry_key,
    cast(publication.as_of_date as date) as as_of_date,
    cast(ledger.entry as {{ dbt.type_string() }}) as entry,
    cast(ledger.subscore as {{ dbt.type_string() }}) as subscore,
    cast(ledger.criterion as {{ dbt.type_string() }}) as criterion,
    cast(ledger.rule_id as {{ dbt.type_string() }}) as rule_id,
    cast(labels.label as {{ dbt.type_string() }}) as label,
    cast(ledger.events as integer) as events,
    cast(ledger.last_event_date as date) as last_event_date,
    cast(ledger.points as numeric(18, 3)) as points
from ledger
inner join moments
    on ledger.contact_id = moments.contact_id
    and ledger.as_of_date = moments.as_of_date
cross join publication
left join labels
    on ledger.entry_key = labels.entry_key
