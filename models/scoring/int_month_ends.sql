-- One row per contact and month end at which it may be scored: a number of all that its score is made from; is_kept = scored so before.
with

contacts as (select * from {{ ref('int_contacts') }}),

contact_accounts as (select distinct contact_id, account_id from {{ ref('int_contact_accounts') }}),

visitors as (select distinct contact_id, visitor_id from {{ ref('int_identity_map') }}),

kept as (
    {{ select_kept_moments() }}

),

facts as (
    {{ select_facts(
        ref('int_identity_map'), ref('int_contacts'), ref('int_contact_accounts'), ref('int_column_periods'), ref('stg_contact_attributes'),
        ref('stg_sales_touches'), ref('int_opportunity_people'), ref('int_opportunities'), ref('stg_customers')
    ) }}

),

policy as (

    select {{ sum_of_numbers(hash_of(['seed_name', 'line_number', 'column_name', 'value'])) }} as number
    from {{ ref('int_policy_cells') }}

),

-- what a visitor did in a month; whatever of an event no score is made from is left out
visitor_months as (

    select
        visitor_id,
        cast({{ dbt.date_trunc('month', 'activity_date') }} as date) as month_start,
        {{ sum_of_numbers(hash_of(['activity_date', 'activity_id', 'client_id'])) }} as number
    from {{ ref('int_events') }}
    group by 1, 2

),

-- facts count at all dates, events from their month on
told as (

    select contact_id, {{ always_from() }} as month_start, {{ sum_of_numbers('fact_number') }} as number
    from facts
    group by 1
    union all
    select visitors.contact_id, visitor_months.month_start, sum(visitor_months.number)
    from visitors
    inner join visitor_months
        on visitors.visitor_id = visitor_months.visitor_id
    group by 1, 2

),

-- where behaviours count what an account does, all that is known of whoever was ever there
told_of_accounts as (

    select contact_accounts.account_id, told.month_start, sum(told.number) as number
    from told
    inner join contact_accounts
        on told.contact_id = contact_accounts.contact_id
    where 'account' in (select behaviours.scope from {{ policy_seed('behaviours') }})
    group by 1, 2

),

steps as (

    select contact_id, month_start, cast(null as date) as as_of_date, number from told
    union all
    select contact_accounts.contact_id, told_of_accounts.month_start, null, told_of_accounts.number
    from told_of_accounts
    inner join contact_accounts
        on told_of_accounts.account_id = contact_accounts.account_id
    union all
    select contacts.contact_id, cast({{ dbt.date_trunc('month', 'month_ends.month_end_date') }} as date), month_ends.month_end_date, 0
    from contacts
    inner join ({{ select_month_ends() }}) as month_ends
        on contacts.created_on <= month_ends.month_end_date

),

-- the rows of one month go together
sums as (

    select contact_id, as_of_date, sum(number) over (partition by contact_id order by month_start) as number
    from steps

),

numbers as (

    select
        sums.contact_id,
        sums.as_of_date,
        {{ hash_of(['sums.contact_id', 'sums.as_of_date']) }} as moment_id,
        {{ hash_of(['sums.number', 'policy.number', engine_fingerprint()]) }} as known_number
    from sums
    cross join policy
    where sums.as_of_date is not null

)

select
    numbers.contact_id,
    numbers.as_of_date,
    numbers.moment_id,
    numbers.known_number,
    kept.moment_id is not null as is_kept
from numbers
left join kept
    on numbers.moment_id = kept.moment_id
    and numbers.known_number = kept.known_number
