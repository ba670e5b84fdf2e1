-- One row per use of a pattern on activities (by a rule, behaviour, inference or request to buy): one alternative, as matching sees it.
-- depends_on: {{ ref('int_policy_problems') }}
with

known_types as (

    select event_type from {{ ref('int_event_activities') }}
    {{ union_distinct() }}
    select event_type from {{ ref('int_journey_events') }}

),

conditions as (

    select
        'rule' as purpose,
        rule_id as condition_id,
        event_type,
        property,
        pattern,
        excludes,
        at_least,
        below
    from {{ ref('int_rules') }}
    where event_type is not null
    union all
    select 'inference', inference_id, event_type, property, pattern, null, null, null
    from {{ policy_seed('inferred_attributes') }}
    union all
    select 'request', wish_id, event_type, property, pattern, null, null, null
    from {{ policy_seed('fast_lane') }}
    union all
    {{ select_behaviour_conditions(policy_seed('behaviours'), 'known_types', policy_seed('passive_event_types')) }}

),

-- what a condition asks of an activity, each with the patterns that answer it
asked as (

    select
        purpose,
        condition_id,
        'meets' as role,
        -- of how many roles all must be met; one that excludes must not
        case when coalesce(at_least, below) is null then 1 else 2 end as roles,
        event_type,
        coalesce(property, '') as property,
        -- without a property the event type is enough
        case when property is null then '%' else coalesce(pattern, '%') end as pattern,
        cast(null as {{ type_decimal(38, 18) }}) as at_least,
        cast(null as {{ type_decimal(38, 18) }}) as below
    from conditions
    union all
    select purpose, condition_id, 'within', 2, event_type, 'quantity', '%', at_least, below
    from conditions
    where coalesce(at_least, below) is not null
    union all
    select
        purpose, condition_id, 'excludes', case when coalesce(at_least, below) is null then 1 else 2 end, event_type, property, excludes,
        null, null
    from conditions
    where excludes is not null

),

alternatives as (

    select
        purpose,
        condition_id,
        role,
        roles,
        event_type,
        property,
        {{ alternatives('pattern') }} as pattern,
        at_least,
        below
    from asked{{ each_alternative('pattern') }}

),

plain as (

    select distinct
        purpose,
        condition_id,
        role,
        roles,
        event_type,
        property,
        {{ plain_text('pattern') }} as plain_pattern,
        at_least,
        below
    from alternatives

)

select
    purpose,
    condition_id,
    role,
    roles,
    {{ hash_of(['event_type', 'property', 'plain_pattern', 'at_least', 'below']) }} as pattern_id,
    event_type,
    property,
    plain_pattern,
    at_least,
    below
from plain
where plain_pattern <> '' and event_type is not null
