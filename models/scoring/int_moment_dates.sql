-- One row per contact and date at which it is wanted as known then: to be scored, for some purposes, or to be counted for its account.
-- depends_on: {{ ref('int_policy_problems') }}
{{ config(materialized='view') }}

with

contacts as (select * from {{ ref('int_contacts') }}),

contact_accounts as (select * from {{ ref('int_contact_accounts') }}),

account_behaviours as (

    select count(*) as behaviours
    from {{ ref('behaviours') }}
    where scope = 'account'

),

dates as (

    {{ select_moment_dates() }}
    union all
    select
        month_end_date as as_of_date,
        'month_end' as purpose
    from ({{ select_month_ends() }}) as month_ends

),

candidates as (

    select
        contacts.contact_id,
        dates.as_of_date,
        dates.purpose
    from contacts
    inner join dates
        on contacts.created_on <= dates.as_of_date
    union all
    select
        contact_id,
        as_of_date,
        'opportunity' as purpose
    from {{ ref('int_opportunity_contacts') }}
    union all
    select
        contact_id,
        last_run_date as as_of_date,
        'comparison' as purpose
    from {{ ref('int_rescored_contacts') }}
    union all
    -- the lead as it was when it was handed over
    select
        contact_id,
        handed_off_on as as_of_date,
        'handoff' as purpose
    from {{ ref('int_past_handoffs') }}

),

-- at dates at which not everybody is scored
account_dates as (

    select distinct
        contact_accounts.account_id,
        candidates.as_of_date
    from candidates
    inner join contact_accounts
        on candidates.contact_id = contact_accounts.contact_id
        and {{ known_on('contact_accounts', 'candidates') }}
    cross join account_behaviours
    where candidates.purpose in ('opportunity', 'comparison', 'handoff') and account_behaviours.behaviours > 0

),

purposes as (

    select * from candidates
    union all
    select
        contact_accounts.contact_id,
        account_dates.as_of_date,
        'colleague' as purpose
    from account_dates
    inner join contact_accounts
        on account_dates.account_id = contact_accounts.account_id
        and {{ known_on('contact_accounts', 'account_dates') }}

)

select
    contact_id,
    as_of_date,
    {{ dbt.bool_or("purpose <> 'colleague'") }} as is_scored,
    {{ dbt.bool_or("purpose = 'as_of'") }} as is_today,
    {{ dbt.bool_or("purpose in ('as_of', 'month_end')") }} as is_history,
    -- for month ends only totals are kept
    {{ dbt.bool_or("purpose in ('as_of', 'opportunity', 'comparison')") }} as has_ledger
from purposes
group by 1, 2
