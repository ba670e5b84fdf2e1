-- One row per contact and date to score it at, today included: a number of all that its score is made from, what was kept under it.
with

contact_accounts as (select distinct contact_id, account_id from {{ ref('int_contact_accounts') }}),

visitors as (select distinct contact_id, visitor_id from {{ ref('int_identity_map') }}),

facts as (
    {{ select_facts(
        ref('int_identity_map'), ref('int_contacts'), ref('int_contact_accounts'), ref('int_column_periods'), ref('stg_contact_attributes'),
        ref('stg_sales_touches'), ref('int_opportunity_people'), ref('int_opportunities'), ref('stg_customers')
    ) }}
),

policy as (
    {{ select_policy_number(ref('int_policy_cells')) }}
),

-- facts count at all dates, events from their month on
told as (

    select contact_id, {{ always_from() }} as month_start, {{ sum_of_numbers('fact_number') }} as number
    from facts
    group by 1
    union all
    select visitors.contact_id, visitor_months.month_start, sum(visitor_months.number)
    from visitors
    inner join {{ ref('int_visitor_months') }} as visitor_months
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

moments as (
    {{ select_past_moments(ref('int_contacts'), ref('int_opportunity_contacts'), ref('int_past_handoffs')) }}
),

past as (

    select contact_id, as_of_date from moments
    where not is_today

),

steps as (

    select contact_id, month_start, number from told
    union all
    select contact_accounts.contact_id, told_of_accounts.month_start, told_of_accounts.number
    from told_of_accounts
    inner join contact_accounts
        on told_of_accounts.account_id = contact_accounts.account_id

),

-- all facts and events of a month come before its moments; who has no past moment need not be put in order
past_steps as (

    select contact_id, month_start, cast(null as date) as as_of_date, number from steps
    where contact_id in (select past.contact_id from past)
    union all
    select contact_id, cast({{ dbt.date_trunc('month', 'as_of_date') }} as date), as_of_date, 0 from past

),

sums as (

    select
        contact_id, as_of_date,
        sum(number) over (partition by contact_id order by month_start, as_of_date nulls first rows unbounded preceding) as number
    from past_steps
    union all
    select contact_id, {{ as_of() }}, sum(number) from steps
    where month_start <= cast({{ dbt.date_trunc('month', as_of()) }} as date)
    group by 1

),

numbers as (

    select
        moments.*,
        {{ hash_of(['moments.contact_id', 'moments.as_of_date']) }} as moment_id,
        {{ hash_of(['sums.number', 'policy.number', engine_fingerprint()]) }} as known_number
    from moments
    inner join sums
        on moments.contact_id = sums.contact_id
        and moments.as_of_date = sums.as_of_date
    cross join policy

)

select
    numbers.*,
    numbers.is_month_end and kept_scores.moment_id is not null as is_kept,
    numbers.is_of_deal_or_handoff and kept_behaviours.moment_id is not null as has_kept_behaviours,
    -- nothing new since it was scored today: a pulse leaves it as it is
    numbers.is_today and published_numbers.contact_id is not null as is_untouched
from numbers
left join ({{ select_kept_moments('int_history_scores') }}) as kept_scores
    on numbers.moment_id = kept_scores.moment_id
    and numbers.known_number = kept_scores.known_number
left join ({{ select_kept_moments('int_lead_behaviours') }}) as kept_behaviours
    on numbers.moment_id = kept_behaviours.moment_id
    and numbers.known_number = kept_behaviours.known_number
left join ({{ select_published_numbers() }}) as published_numbers
    on numbers.contact_id = published_numbers.contact_id
    and numbers.known_number = published_numbers.known_number
