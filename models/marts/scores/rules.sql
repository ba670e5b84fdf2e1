-- One row per rule of the policy, whichever scorecards use it: what it asks, what it belongs to, and the points that its row gives.
with

publication as (select * from {{ ref('int_publication') }}),

rules as (select * from {{ ref('int_rules') }}),

criteria as (select * from {{ ref('int_criteria') }})

select
    cast(rules.rule_id as {{ dbt.type_string() }}) as rule_id,
    cast(publication.as_of_date as date) as as_of_date,
    cast(rules.label as {{ dbt.type_string() }}) as label,
    cast(criteria.subscore as {{ dbt.type_string() }}) as subscore,
    cast(criteria.category as {{ dbt.type_string() }}) as category,
    cast(rules.criterion as {{ dbt.type_string() }}) as criterion,
    cast(rules.attribute as {{ dbt.type_string() }}) as attribute,
    cast(rules.event_type as {{ dbt.type_string() }}) as event_type,
    cast(rules.tier as {{ dbt.type_string() }}) as tier,
    cast(rules.points as {{ type_decimal(18, 3) }}) as points,
    cast(rules.max_points as {{ type_decimal(18, 3) }}) as max_points,
    cast(rules.verdict as {{ dbt.type_string() }}) as verdict,
    cast(rules.decay as {{ dbt.type_string() }}) as decay,
    cast(publication.policy_version as {{ dbt.type_string() }}) as policy_version
from rules
cross join publication
inner join criteria
    on rules.criterion = criteria.criterion
