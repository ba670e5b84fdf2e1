-- One row per moment at which a contact could be scored, with the purposes: it is scored then, or its events count for its account.
-- depends_on: {{ ref('int_policy_problems') }}
with

contacts as (select * from {{ ref('int_contacts') }}),

contact_accounts as (select * from {{ ref('int_contact_accounts') }}),

owners as (select * from {{ ref('int_identity_map') }}),

-- who objected, still does after a merge
objectors as (

    select distinct owners.contact_id, owners.known_from, owners.known_until from owners
    inner join contacts
        on owners.source_contact_id = contacts.contact_id and contacts.is_do_not_score

),

journeys as (

    select distinct {{ journey_lead('journey_id') }} as contact_id from {{ policy_seed('journeys') }}

),

candidates as (
    {{ select_wanted_moments(
        ref('int_contacts'), ref('int_past_moments'), ref('int_opportunity_contacts'), ref('int_rescored_contacts'), ref('int_past_handoffs')
    ) }}

),

scorable as (
    {{ select_scorable('candidates', 'contacts', 'owners', 'objectors') }}
),

-- where not everybody is scored, and behaviours have to be counted
account_dates as (

    select distinct contact_accounts.account_id, scorable.as_of_date
    from scorable
    inner join contact_accounts
        on scorable.contact_id = contact_accounts.contact_id
        and {{ known_on('contact_accounts', 'scorable') }}
    where
        (scorable.purpose <> 'as_of' or {{ is_pulse() | lower }})
        and not scorable.was_counted
        and 'account' in (select behaviours.scope from {{ policy_seed('behaviours') }})

),

colleagues as (

    select contact_accounts.contact_id, account_dates.as_of_date, 'colleague' as purpose, false as was_counted
    from account_dates
    inner join contact_accounts
        on account_dates.account_id = contact_accounts.account_id
        and {{ known_on('contact_accounts', 'account_dates') }}

),

purposes as (

    select * from scorable
    union all
    {{ select_scorable('colleagues', 'contacts', 'owners', 'objectors') }}

),

moments as (

    select
        contact_id,
        as_of_date,
        {{ dbt.bool_or("purpose <> 'colleague'") }} as is_scored,
        {{ dbt.bool_or('not was_counted') }} as is_counted,
        {{ dbt.bool_or("purpose = 'as_of'") }} as is_today,
        {{ dbt.bool_or("purpose in ('as_of', 'month_end')") }} as is_history,
        -- for month ends only totals are kept
        {{ dbt.bool_or("purpose in ('as_of', 'opportunity', 'comparison')") }} as has_ledger
    from purposes
    group by 1, 2

)

select
    moments.contact_id,
    moments.as_of_date,
    {{ hash_of(['moments.contact_id', 'moments.as_of_date']) }} as moment_id,
    owned_periods.owned_from,
    {{ hash_of(['moments.contact_id', 'owned_periods.owned_from']) }} as days_id,
    moments.is_scored,
    moments.is_counted,
    moments.is_today,
    moments.is_history,
    moments.has_ledger
from moments
inner join ({{ select_owned_periods('owners') }}) as owned_periods
    on moments.contact_id = owned_periods.contact_id
    and moments.as_of_date >= owned_periods.owned_from
    and moments.as_of_date < owned_periods.owned_until

union all

-- the policy's typical leads are scored by the same models and never published
select
    contact_id,
    {{ as_of() }} as as_of_date,
    {{ hash_of(['contact_id', as_of()]) }} as moment_id,
    {{ always_from() }} as owned_from,
    {{ hash_of(['contact_id', always_from()]) }} as days_id,
    true as is_scored,
    true as is_counted,
    false as is_today,
    false as is_history,
    true as has_ledger
from journeys
