-- One row per scoring moment and attribute that a row states although it could be derived, or that an inference waits for.
with

inferences as (select * from {{ policy_seed('inferred_attributes') }}),

-- the names that int_derived_attributes derives, and those that inferences wait for: a few of all attributes. A name
-- that is missing here would stand twice in int_lead_attributes, whose grain is tested
awaited as (

    select 'email_domain' as attribute
    union all
    select 'email_kind'
    union all
    select 'seniority'
    union all
    select 'buying_role'
    union all
    select 'days_to_decision'
    union all
    select 'budget_covers_offer'
    union all
    select attribute from inferences
    union all
    select unless_known from inferences

)

select
    contact_id,
    as_of_date,
    attribute
from {{ ref('int_known_attributes') }}
where attribute in (select awaited.attribute from awaited)
