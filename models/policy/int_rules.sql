-- One row per rule of the four rule files, typed.
-- depends_on: {{ ref('int_policy_problems') }}
with

fit_rules as (select * from {{ policy_seed('fit_rules') }}),

bant_rules as (select * from {{ policy_seed('bant_rules') }}),

interest_rules as (select * from {{ policy_seed('interest_rules') }}),

behaviour_rules as (select * from {{ policy_seed('behaviour_rules') }}),

rules as (

    select
        rule_id, label, criterion, tier, points, points_to, attribute, pattern, excludes, at_least, below,
        null as verdict, null as event_type, null as property,
        null as max_points, null as max_per_day, null as decay, null as decay_days
    from fit_rules
    union all
    select
        rule_id, label, criterion, tier, points, points_to, attribute, pattern, excludes, at_least, below,
        verdict, null, null,
        null, null, null, null
    from bant_rules
    union all
    select
        rule_id, label, criterion, tier, points, points_to, attribute, pattern, excludes, at_least, below,
        null, null, null,
        null, null, null, null
    from behaviour_rules
    union all
    select
        rule_id, label, criterion, tier, points, null, null, pattern, excludes, at_least, below,
        null, event_type, property,
        max_points, max_per_day, decay, decay_days
    from interest_rules

)

select
    rule_id,
    replace(label, '{value}', '…') as label,
    -- the number that a range looks at, never a text: it may name a person
    case when label like '%{value}%' and coalesce(at_least, below) is not null then label end as label_with_value,
    criterion,
    tier,
    {{ safe_decimal('points') }} as points,
    {{ safe_decimal('points_to') }} as points_to,
    attribute,
    pattern,
    excludes,
    {{ compared_number('at_least') }} as at_least,
    {{ compared_number('below') }} as below,
    verdict,
    event_type,
    property,
    {{ safe_decimal('max_points') }} as max_points,
    {{ safe_number('max_per_day') }} as max_per_day,
    coalesce(decay, 'none') as decay,
    {{ safe_number('decay_days') }} as decay_days
from rules
