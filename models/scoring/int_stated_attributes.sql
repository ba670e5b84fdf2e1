-- One row per scoring moment and attribute that a row states although it could be derived, or that an inference waits for.
with

inferences as (

    select * from {{ ref('inferred_attributes') }}

),

-- few names of many: what is derived below need not be compared with all that is known
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
