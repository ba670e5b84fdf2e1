-- One row per scoring moment: what keeps sales from calling whatever the score: complaint, open opportunity, customer.
with

moments as (select * from {{ ref('int_scoring_moments') }}),

contact_accounts as (select * from {{ ref('int_contact_accounts') }}),

owners as (select * from {{ ref('int_identity_map') }}),

attributes as (select * from {{ ref('int_lead_attributes') }}),

opportunities as (

    select
        people.contact_id,
        opportunities.account_id,
        opportunities.known_from,
        opportunities.known_until
    from {{ ref('int_opportunity_people') }} as people
    inner join {{ ref('int_opportunities') }} as opportunities
        on people.opportunity_id = opportunities.opportunity_id

),

customers as (

    select * from {{ ref('stg_customers') }}
    where rejected_because is null

),

open_for_contact as (

    select distinct
        moments.contact_id,
        moments.as_of_date
    from moments
    inner join owners
        on moments.contact_id = owners.contact_id
        and {{ known_on('owners', 'moments') }}
    inner join opportunities
        on owners.source_contact_id = opportunities.contact_id
        and {{ known_on('opportunities', 'moments') }}

),

open_for_account as (

    select distinct
        account_id,
        known_from,
        known_until
    from opportunities
    where contact_id = ''

),

account_states as (

    select
        moments.contact_id,
        moments.as_of_date,
        count(open_for_account.account_id) > 0 as has_open_opportunity,
        count(customers.account_id) > 0 as is_customer
    from moments
    left join contact_accounts
        on moments.contact_id = contact_accounts.contact_id
        and {{ known_on('contact_accounts', 'moments') }}
    left join open_for_account
        on contact_accounts.account_id = open_for_account.account_id
        and {{ known_on('open_for_account', 'moments') }}
    left join customers
        on contact_accounts.account_id = customers.account_id
        and coalesce(cast(customers.became_customer_at as date), {{ always_from() }}) <= moments.as_of_date
        and coalesce(cast(customers.churned_at as date), {{ always_until() }}) > moments.as_of_date
    group by 1, 2

)

select
    account_states.contact_id,
    account_states.as_of_date,
    coalesce({{ plain_text('attributes.value') }} = 'complained', false) as has_complained,
    account_states.has_open_opportunity or open_for_contact.contact_id is not null as has_open_opportunity,
    account_states.is_customer
from account_states
left join open_for_contact
    on account_states.contact_id = open_for_contact.contact_id
    and account_states.as_of_date = open_for_contact.as_of_date
left join attributes
    on account_states.contact_id = attributes.contact_id
    and account_states.as_of_date = attributes.as_of_date
    and attributes.attribute = 'email_status'
