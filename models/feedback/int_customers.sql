-- One row per account that is or was a customer by the as-of date, by its newest row: since when, revenue, renewed or churned.
with

customers as (

    select
        *,
        row_number() over (
            partition by account_id
            order by became_customer_at desc nulls last, renewed_at desc nulls last, churned_at desc nulls last, revenue desc nulls last
        ) as recency_rank
    from {{ ref('stg_customers') }}
    where
        rejected_because is null
        and coalesce(cast(became_customer_at as date), {{ always_from() }}) <= {{ as_of() }}

),

settings as (select * from {{ ref('int_settings') }}),

runs as (select * from {{ ref('int_run') }}),

states as (

    select
        account_id,
        cast(became_customer_at as date) as became_customer_on,
        coalesce(cast(renewed_at as date) <= {{ as_of() }}, false) as is_renewed,
        coalesce(cast(churned_at as date) <= {{ as_of() }}, false) as is_churned,
        revenue
    from customers
    where recency_rank = 1

),

terms as (

    select
        states.*,
        {{ time_between('became_customer_on', 'as_of_date', 'day') }} as days
    from states
    cross join runs

)

select
    terms.account_id,
    terms.is_renewed,
    terms.is_churned,
    terms.revenue,
    -- before its first term is over, a customer can churn and cannot renew
    coalesce(terms.days >= settings.renewal_after_days, true) as is_term_over
from terms
cross join settings
