-- One row per scoring moment and attribute derived from others, where no row states it outright.
-- depends_on: {{ ref('int_policy_problems') }}
with

known as (select * from {{ ref('int_known_attributes') }}),

stated as (
    {{ select_stated_attributes('known', policy_seed('inferred_attributes'), policy_seed('attribute_types')) }}

),

free_email_domains as (select distinct {{ lowered('domain') }} as domain from {{ policy_seed('free_email_domains') }}),

smallest_offer as (

    select min({{ compared_number('price_at_least') }}) as price
    from {{ policy_seed('offers') }}

),

email_domains as (

    select *, {{ email_domain('value') }} as domain from known
    where attribute = 'email'

),

job_roles as (

    select
        known.contact_id, known.as_of_date, title_roles.seniority, title_roles.buying_role
    from known
    inner join ({{ select_title_roles('known', policy_seed('title_roles')) }}) as title_roles
        on known.value = title_roles.job_title
    where known.attribute = 'job_title'

),

-- days are counted where the policy asks for them
named as (select distinct attribute from {{ ref('int_attribute_conditions') }}),

counted as (

    select
        contact_id, as_of_date, attribute,
        {{ time_between('as_of_date', 'dated_on', 'day') }} as days
    from (
        select known.contact_id, known.as_of_date, named.attribute, cast({{ safe_timestamp('known.value') }} as date) as dated_on
        from known
        inner join ({{ select_date_attributes(policy_seed('attribute_types')) }}) as dates
            on known.attribute = dates.attribute
        inner join named
            on dates.days_attribute = named.attribute
    ) as dated
    union all
    select moments.contact_id, moments.as_of_date, named.attribute, {{ time_between('created.created_on', 'moments.as_of_date', 'day') }}
    from {{ ref('int_scoring_moments') }} as moments
    inner join named
        on named.attribute = 'days_since_created'
    inner join ({{ select_creation_days(ref('int_contacts'), policy_seed('journeys')) }}) as created
        on moments.contact_id = created.contact_id

),

derived as (

    select contact_id, as_of_date, 'email_domain' as attribute, domain as value, null as unless_known
    from email_domains
    union all
    select
        email_domains.contact_id, email_domains.as_of_date, 'email_kind',
        case when free_email_domains.domain is null then 'business' else 'free' end, null
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
    select contact_id, as_of_date, attribute, {{ dbt.safe_cast('days', type_text()) }}, null
    from counted
    union all
    select
        known.contact_id, known.as_of_date, 'budget_covers_offer',
        case
            when {{ compared_number('known.value') }} >= smallest_offer.price then 'yes'
            when {{ compared_number('known.value') }} < smallest_offer.price then 'no'
        end, null
    from known
    cross join smallest_offer
    where known.attribute = 'budget_max'
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
left join stated
    on derived.contact_id = stated.contact_id
    and derived.as_of_date = stated.as_of_date
    and derived.attribute = stated.attribute
left join stated as answered
    on derived.contact_id = answered.contact_id
    and derived.as_of_date = answered.as_of_date
    and derived.unless_known = answered.attribute
where
    derived.value is not null
    and stated.attribute is null
    and answered.attribute is null
