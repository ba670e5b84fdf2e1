-- One row per lead that could be scored today (merged contacts are one lead): what it is cut by, without anything that names a person.
with

publication as (select * from {{ ref('int_publication') }}),

moments as (

    select * from {{ ref('int_scoring_moments') }}
    where is_today

),

contacts as (select * from {{ ref('int_contacts') }}),

contact_accounts as (select * from {{ ref('int_contact_accounts') }}),

attribute_values as (

    select
        moments.contact_id,
        attributes.attribute,
        attributes.value
    from moments
    inner join {{ ref('int_lead_attributes') }} as attributes
        on moments.contact_id = attributes.contact_id
        and moments.as_of_date = attributes.as_of_date
    where attributes.attribute in ('country', 'lead_source', 'campaign', 'persona', 'buying_role', 'industry', 'employee_count')

),

described as (

    select
        contact_id,
        max(case when attribute = 'country' then value end) as country,
        max(case when attribute = 'lead_source' then value end) as lead_source,
        max(case when attribute = 'campaign' then value end) as campaign,
        max(case when attribute = 'persona' then value end) as persona,
        max(case when attribute = 'buying_role' then value end) as buying_role,
        max(case when attribute = 'industry' then value end) as industry,
        max(case when attribute = 'employee_count' then {{ compared_number('value') }} end) as employees
    from attribute_values
    group by 1

),

size_rules as (

    select
        ceil(at_least) as at_least,
        ceil(below) as below
    from {{ ref('int_rules') }}
    where attribute = 'employee_count'

),

-- the sizes that the policy tells apart are the edges of its rules; nobody employs a billion people
size_edges as (

    select at_least from size_rules
    where at_least between 1 and 1000000000
    {{ union_distinct() }}
    select below as at_least from size_rules
    where below between 1 and 1000000000
    {{ union_distinct() }}
    select 0 as at_least from size_rules

),

size_bands as (

    select
        at_least,
        lead(at_least) over (order by at_least) as below
    from size_edges

)

select
    cast(moments.contact_id as {{ type_text() }}) as contact_id,
    cast(publication.as_of_date as date) as as_of_date,
    cast(contact_accounts.account_id as {{ type_text() }}) as account_id,
    cast(described.country as {{ type_text() }}) as country,
    cast(described.lead_source as {{ type_text() }}) as lead_source,
    cast(described.campaign as {{ type_text() }}) as campaign,
    cast(described.persona as {{ type_text() }}) as persona,
    cast(described.buying_role as {{ type_text() }}) as buying_role,
    cast(described.industry as {{ type_text() }}) as industry,
    cast(
        cast(cast(size_bands.at_least as bigint) as {{ type_text() }})
        || coalesce('-' || cast(cast(size_bands.below - 1 as bigint) as {{ type_text() }}), '+') as {{ type_text() }}
    ) as size_band,
    cast(size_bands.at_least as bigint) as employees_at_least,
    cast(contacts.created_on as date) as created_on,
    cast(contacts.owner_id as {{ type_text() }}) as owner_id
from moments
cross join publication
inner join contacts
    on moments.contact_id = contacts.contact_id
left join contact_accounts
    on moments.contact_id = contact_accounts.contact_id
    and {{ known_on('contact_accounts', 'moments') }}
left join described
    on moments.contact_id = described.contact_id
left join size_bands
    on described.employees >= size_bands.at_least
    and coalesce(described.employees < size_bands.below, true)
