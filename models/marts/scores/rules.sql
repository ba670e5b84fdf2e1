-- One row per rule of the policy, whichever scorecards use it: what it asks, what it belongs to, and the points that its row gives.
with

publication as (select * from {{ ref('int_publication') }}),

rules as (select * from {{ ref('int_rules') }}),

criteria as (select * from {{ ref('int_criteria') }})

select
    cast(rules.rule_id as {{ type_text() }}) as rule_id,
    cast(publication.as_of_date as date) as as_of_date,
    cast(rules.label as {{ type_text() }}) as label,
    cast(criteria.subscore as {{ type_text() }}) as subscore,
    cast(criteria.category as {{ type_text() }}) as category,
    cast(rules.criterion as {{ type_text() }}) as criterion,
    cast(rules.attribute as {{ type_text() }}) as attribute,
    cast(rules.event_type as {{ type_text() }}) as event_type,
    cast(rules.tier as {{ type_text() }}) as tier,
    cast(rules.points as {{ type_decimal(18, 3) }}) as points,
    cast(rules.max_points as {{ type_decimal(18, 3) }}) as max_points,
    cast(rules.verdict as {{ type_text() }}) as verdict,
    cast(rules.decay as {{ type_text() }}) as decay,
    cast(publication.policy_version as {{ type_text() }}) as policy_version
from rules
cross join publication
inner join criteria
    on rules.criterion = criteria.criterion
