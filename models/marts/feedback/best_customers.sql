-- One row per attribute and value that enough accounts have: how often among customers and among other accounts, revenue and renewals.
with

publication as (

    select * from {{ ref('int_publication') }}

),

customers as (

    select * from {{ ref('int_best_customers') }}

)

select
    cast(customers.attribute as {{ dbt.type_string() }}) as attribute,
    cast(customers.value as {{ dbt.type_string() }}) as value,
    cast(publication.as_of_date as date) as as_of_date,
    cast(customers.label as {{ dbt.type_string() }}) as label,
    cast(customers.customers_with as bigint) as customers_with,
    cast(customers.customers as bigint) as customers,
    cast(customers.others_with as bigint) as others_with,
    cast(customers.others as bigint) as others,
    cast(customers.share_ratio as numeric(18, 6)) as share_ratio,
    cast(customers.share_ratio_low as numeric(18, 6)) as share_ratio_low,
    cast(customers.share_ratio_high as numeric(18, 6)) as share_ratio_high,
    cast(customers.contrast as {{ dbt.type_string() }}) as contrast,
    cast(customers.revenue as numeric(18, 2)) as revenue,
    cast(customers.revenue_per_customer as numeric(18, 2)) as revenue_per_customer,
    cast(customers.renewed as bigint) as renewed,
    cast(customers.churned as bigint) as churned,
    cast(customers.renewal_rate as numeric(18, 6)) as renewal_rate,
    cast(customers.renewal_rate_low as numeric(18, 6)) as renewal_rate_low,
    cast(customers.renewal_rate_high as numeric(18, 6)) as renewal_rate_high,
    cast(customers.remark as {{ dbt.type_string() }}) as remark
from customers
cross join publication
