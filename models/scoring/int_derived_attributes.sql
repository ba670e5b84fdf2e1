-- One row per scoring moment and attribute derived from others, where no row states it outright.
-- depends_on: {{ ref('int_policy_problems') }}
with

attributes as (

    select * from {{ ref('int_known_attributes') }}

),

title_roles as (

    select * from {{ ref('int_job_title_roles') }}

),

free_email_domains as (

    select distinct {{ lowered('domain') }} as domain from {{ ref('free_email_domains') }}

),

smallest_offer as (

    select min({{ compared_number('price_at_least') }}) as price from {{ ref('offers') }}

),

email_domains as (

    select
        *,
        {{ email_domain('value') }} as domain
    from attributes
    where attribute = 'email'

),

decision_dates as (

    select
        *,
        cast({{ safe_timestamp('value') }} as date) as decision_date
    from attributes
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
    select attributes.contact_id, attributes.as_of_date, 'seniority', title_roles.seniority, null
    from attributes
    inner join title_roles
        on attributes.value = title_roles.job_title and attributes.attribute = 'job_title'
    union all
    select attributes.contact_id, attributes.as_of_date, 'buying_role', title_roles.buying_role, null
    from attributes
    inner join title_roles
        on attributes.value = title_roles.job_title and attributes.attribute = 'job_title'
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
        attributes.contact_id,
        attributes.as_of_date,
        'budget_covers_offer',
        case
            when {{ compared_number('attributes.value') }} >= smallest_offer.price then 'yes'
            when {{ compared_number('attributes.value') }} < smallest_offer.price then 'no'
        end,
        null
    from attributes
    cross join smallest_offer
    where attributes.attribute = 'budget_max'
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
left join attributes as stated
    on derived.contact_id = stated.contact_id
    and derived.as_of_date = stated.as_of_date
    and derived.attribute = stated.attribute
left join attributes as answered
    on derived.contact_id = answered.contact_id
    and derived.as_of_date = answered.as_of_date
    and derived.unless_known = answered.attribute
where
    derived.value is not null
    and stated.attribute is null
    and answered.attribute is null
