-- One row per account with a lead scored today by the champion: how many of its buying committee are known and engaged, and how far it is.
with

publication as (select * from {{ ref('int_publication') }}),

leads as (

    select * from {{ ref('int_champion_scores') }}
    where account_id is not null

),

attributes as (

    select * from {{ ref('int_lead_attributes') }}
    where attribute = 'buying_role'

),

sales_states as (select * from {{ ref('int_sales_states') }}),

settings as (select * from {{ ref('int_settings') }}),

ranked as (

    select
        leads.*,
        {{ plain_text('attributes.value') }} as buying_role,
        sales_states.has_open_opportunity,
        sales_states.is_customer,
        leads.interest_total >= settings.engaged_at_least as is_engaged,
        row_number() over (partition by leads.account_id order by leads.score_rank) as lead_rank
    from leads
    inner join sales_states
        on leads.contact_id = sales_states.contact_id
        and leads.as_of_date = sales_states.as_of_date
    cross join settings
    left join attributes
        on leads.contact_id = attributes.contact_id
        and leads.as_of_date = attributes.as_of_date

),

accounts as (

    select
        account_id,
        scorecard_id,
        as_of_date,
        count(*) as leads,
        -- null where the setting that says what engaged means is blank
        case when count(is_engaged) > 0 then count(case when is_engaged then 1 end) end as engaged_leads,
        count(case when is_sales_ready then 1 end) as ready_leads,
        count(distinct buying_role) as buying_roles,
        cast(sum(interest_total) as {{ type_decimal(18, 3) }}) as interest_total,
        max(case when lead_rank = 1 then contact_id end) as best_contact_id,
        max(case when lead_rank = 1 then score end) as best_score,
        max(case when lead_rank = 1 then band end) as best_band,
        {{ dbt.bool_or('has_open_opportunity') }} as has_open_opportunity,
        {{ dbt.bool_or('is_customer') }} as is_customer
    from ranked
    group by 1, 2, 3

)

select
    cast(accounts.account_id as {{ type_text() }}) as account_id,
    cast(publication.as_of_date as date) as as_of_date,
    cast(accounts.scorecard_id as {{ type_text() }}) as scorecard_id,
    cast(accounts.leads as bigint) as leads,
    cast(accounts.engaged_leads as bigint) as engaged_leads,
    cast(accounts.ready_leads as bigint) as ready_leads,
    cast(accounts.buying_roles as bigint) as buying_roles,
    cast(settings.committee_at_least as {{ type_decimal(18, 3) }}) as committee_at_least,
    cast(settings.committee_at_most as {{ type_decimal(18, 3) }}) as committee_at_most,
    cast(
        case
            when accounts.leads >= settings.committee_at_least then 1
            else {{ rounded('cast(accounts.leads as ' ~ type_double() ~ ') / settings.committee_at_least', 6) }}
        end as {{ type_decimal(18, 6) }}
    ) as committee_share,
    cast(
        settings.committee_at_least - {{ least_of('accounts.leads', 'settings.committee_at_least') }} as {{ type_decimal(18, 3) }}
    ) as unknown_people_at_least,
    cast(
        settings.committee_at_most - {{ least_of('accounts.leads', 'settings.committee_at_most') }} as {{ type_decimal(18, 3) }}
    ) as unknown_people_at_most,
    cast(accounts.interest_total as {{ type_decimal(18, 3) }}) as interest_total,
    cast(accounts.best_contact_id as {{ type_text() }}) as best_contact_id,
    cast(accounts.best_score as integer) as best_score,
    cast(accounts.best_band as {{ type_text() }}) as best_band,
    cast(accounts.has_open_opportunity as boolean) as has_open_opportunity,
    cast(accounts.is_customer as boolean) as is_customer
from accounts
cross join publication
cross join settings
