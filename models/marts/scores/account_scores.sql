-- One row per account with a lead scored today by the champion: how many of its buying committee are known and engaged, and how far it is.
with

publication as (select * from {{ ref('int_publication') }}),

accounts as (select * from {{ ref('int_account_scores') }})

select
    cast(accounts.account_id as {{ dbt.type_string() }}) as account_id,
    cast(publication.as_of_date as date) as as_of_date,
    cast(accounts.scorecard_id as {{ dbt.type_string() }}) as scorecard_id,
    cast(accounts.leads as bigint) as leads,
    cast(accounts.engaged_leads as bigint) as engaged_leads,
    cast(accounts.ready_leads as bigint) as ready_leads,
    cast(accounts.buying_roles as bigint) as buying_roles,
    cast(accounts.committee_at_least as numeric(18, 3)) as committee_at_least,
    cast(accounts.committee_at_most as numeric(18, 3)) as committee_at_most,
    cast(accounts.committee_share as numeric(9, 6)) as committee_share,
    cast(accounts.unknown_people_at_least as numeric(18, 3)) as unknown_people_at_least,
    cast(accounts.unknown_people_at_most as numeric(18, 3)) as unknown_people_at_most,
    cast(accounts.interest_total as numeric(18, 3)) as interest_total,
    cast(accounts.best_contact_id as {{ dbt.type_string() }}) as best_contact_id,
    cast(accounts.best_score as integer) as best_score,
    cast(accounts.best_band as {{ dbt.type_string() }}) as best_band,
    cast(accounts.has_open_opportunity as boolean) as has_open_opportunity,
    cast(accounts.is_customer as boolean) as is_customer
from accounts
cross join publication
