-- One row per scoring moment and attribute derived from others, where no row states it outright.
-- depends_on: {{ ref('int_policy_problems') }}
with

free_email_domains as (

    select distinct {{ lowered('domain') }} as domain from {{ policy_seed('free_email_domains') }}

),

smallest_offer as (

    select min({{ compared_number('price_at_least') }}) as price from {{ policy_seed('offers') }}

),

email_domains as (

    select
        *,
        {{ email_domain('value') }} as domain
    from {{ ref('int_known_attributes') }}
    where attribute = 'email'

),

job_roles as (

    select
        job_titles.contact_id,
        job_titles.as_of_date,
        title_roles.seniority,
        title_roles.buying_role
    from {{ ref('int_known_attributes') }} as job_titles
    inner join {{ ref('int_job_title_roles') }} as title_roles
        on job_titles.value = title_roles.job_title
    where job_titles.attribute = 'job_title'

),

decision_dates as (

    select
        *,
        cast({{ safe_timestamp('value') }} as date) as decision_date
    from {{ ref('int_known_attributes') }}
    where attribute = 'decision_date'

),

derived as (

    select contact_id, as_of_date, 'email_domain' as attribute, domain as value, null as unless_known
    from email_domains
    union all
    select
        email_domains.contact_id,
        email_domains.as_of_date,
        'email_kind',
        case when free_email_domains.domain is null then 'business' else 'free' end,
        null
    from email_domains
    left join free_email_domains
        on email_domains.domain = free_email_domains.domain
    where email_domains.domain is not null
    union all
    select contact_id, as_of_date, 'seniority', seniority, null
    from job_roles
    union all
    select contact_id, as_of_date, 'buying_role', buying_role, null
    from job_roles
    union all
    select
        contact_id,
        as_of_date,
        'days_to_decision',
        {{ dbt.safe_cast(datediff('as_of_date', 'decision_date', 'day'), dbt.type_string()) }},
        null
    from decision_dates
    union all
    select
        budgets.contact_id,
        budgets.as_of_date,
        'budget_covers_offer',
        case
            when {{ compared_number('budgets.value') }} >= smallest_offer.price then 'yes'
            when {{ compared_number('budgets.value') }} < smallest_offer.price then 'no'
        end,
        null
    from {{ ref('int_known_attributes') }} as budgets
    cross join smallest_offer
    where budgets.attribute = 'budget_max'
    union all
    select contact_id, as_of_date, attribute, value, unless_known
    from {{ ref('int_inferred_attributes') }}

)

select
    derived.contact_id,
    derived.as_of_date,
    derived.attribute,
    derived.value
from derived
left join {{ ref('int_stated_attributes') }} as stated
    on derived.contact_id = stated.contact_id
    and derived.as_of_date = stated.as_of_date
    and derived.attribute = stated.attribute
left join {{ ref('int_stated_attributes') }} as answered
    on derived.contact_id = answered.contact_id
    and derived.as_of_date = answered.as_of_date
    and derived.unless_known = answered.attribute
where
    derived.value is not null
    and stated.attribute is null
    and answered.attribute is null
