-- One row per attribute and value that enough accounts have: how often among customers and among other accounts, revenue and renewals.
with

publication as (select * from {{ ref('int_publication') }}),

-- each trait once, however many leads of the account have it; what names the account itself is none
account_traits as (

    select distinct
        contacts.account_id,
        attributes.attribute,
        trait_values.trait_value as value
    from {{ ref('int_lead_attributes') }} as attributes
    inner join {{ ref('int_trait_values') }} as trait_values
        on attributes.attribute = trait_values.attribute
        and attributes.value = trait_values.value
    inner join {{ ref('int_contacts') }} as contacts
        on attributes.contact_id = contacts.contact_id
    where
        attributes.as_of_date = {{ as_of() }}
        and contacts.account_id is not null
        and attributes.attribute not in ('email_domain', 'account_name', 'domain')

),

customers as (select * from {{ ref('int_customers') }}),

settings as (select * from {{ ref('int_settings') }}),

wording as (select * from {{ ref('int_wording') }}),

accounts as (

    select distinct
        account_id,
        attribute
    from account_traits

),

-- only accounts of which the attribute is known, for more is known of customers than of others
totals as (

    select
        accounts.attribute,
        count(customers.account_id) as customers,
        count(*) - count(customers.account_id) as others
    from accounts
    left join customers
        on accounts.account_id = customers.account_id
    group by accounts.attribute

),

counts as (

    select
        account_traits.attribute,
        account_traits.value,
        count(customers.account_id) as cases_with,
        totals.customers as cases,
        count(*) - count(customers.account_id) as others_with,
        totals.others,
        sum(customers.revenue) as revenue,
        count(case when customers.is_term_over and customers.is_renewed then 1 end) as renewed,
        count(case when customers.is_term_over and not customers.is_renewed and customers.is_churned then 1 end) as churned
    from account_traits
    inner join totals
        on account_traits.attribute = totals.attribute
    left join customers
        on account_traits.account_id = customers.account_id
    group by account_traits.attribute, account_traits.value, totals.customers, totals.others

),

contrasts as (

    {{ select_share_contrasts('counts') }}

),

rates as (

    select
        *,
        {{ quotient('renewed', 'renewed + churned') }} as renewal_rate
    from contrasts

)

select
    cast(rates.attribute as {{ type_text() }}) as attribute,
    cast(rates.value as {{ type_text() }}) as value,
    cast(publication.as_of_date as date) as as_of_date,
    cast(coalesce(names.phrase_text, rates.attribute) as {{ type_text() }}) as label,
    cast(rates.cases_with as bigint) as customers_with,
    cast(rates.cases as bigint) as customers,
    cast(rates.others_with as bigint) as others_with,
    cast(rates.others as bigint) as others,
    {{ share_ratio_columns('rates') }},
    cast(rates.contrast as {{ type_text() }}) as contrast,
    {{ to_decimal('rates.revenue', 18, 2, kept=true) }} as revenue,
    {{ to_decimal(quotient('rates.revenue', 'rates.cases_with'), 18, 2) }} as revenue_per_customer,
    cast(rates.renewed as bigint) as renewed,
    cast(rates.churned as bigint) as churned,
    {{ to_six_places('rates.renewal_rate') }} as renewal_rate,
    {{ to_six_places(wilson_bound('rates.renewal_rate', '(rates.renewed + rates.churned)', '-')) }} as renewal_rate_low,
    {{ to_six_places(wilson_bound('rates.renewal_rate', '(rates.renewed + rates.churned)', '+')) }} as renewal_rate_high,
    cast({{ filled_in('remarks.phrase_text', {'cases': 'rates.cases_with + rates.others_with'}) }} as {{ type_text() }}) as remark
from rates
cross join publication
cross join settings
left join wording as names
    on names.phrase = 'attribute_' || rates.attribute
left join wording as remarks
    on remarks.phrase = coalesce({{ sample_phrase('(rates.cases_with + rates.others_with)', 'settings') }}, 'customers_' || rates.contrast)
where rates.cases_with + rates.others_with >= settings.trait_cases_at_least
