-- One row per basis, case of the champion, and trait that its lead had at its moment: a rule it had points from, or an attribute's value.
with

scorecards as (

    select * from {{ ref('int_scorecards') }}
    where is_champion

),

cases as (

    select cases.*
    from {{ ref('int_cases') }} as cases
    inner join scorecards
        on cases.scorecard_id = scorecards.scorecard_id

),

criterion_points as (

    select * from {{ ref('int_criterion_points') }}
    where entry = 'rule'

),

attributes as (select * from {{ ref('int_lead_attributes') }}),

trait_values as (select * from {{ ref('int_trait_values') }})

select
    cases.basis,
    cases.case_id,
    'rule' as trait_kind,
    criterion_points.rule_id as trait,
    '' as value
from cases
inner join criterion_points
    on cases.scorecard_id = criterion_points.scorecard_id
    and cases.contact_id = criterion_points.contact_id
    and cases.as_of_date = criterion_points.as_of_date

union all

select
    cases.basis,
    cases.case_id,
    'attribute' as trait_kind,
    attributes.attribute as trait,
    trait_values.trait_value as value
from cases
inner join attributes
    on cases.contact_id = attributes.contact_id
    and cases.as_of_date = attributes.as_of_date
inner join trait_values
    on attributes.attribute = trait_values.attribute
    and attributes.value = trait_values.value
