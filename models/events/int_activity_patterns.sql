-- One row per use of a pattern on activities (an interest rule, an inference, a request to buy): one alternative, as matching sees it.
-- depends_on: {{ ref('int_policy_problems') }}
with

conditions as (

    select
        'rule' as purpose,
        rule_id as condition_id,
        event_type,
        property,
        pattern
    from {{ ref('int_rules') }}
    where event_type is not null
    union all
    select
        'inference' as purpose,
        inference_id as condition_id,
        event_type,
        property,
        pattern
    from {{ policy_seed('inferred_attributes') }}
    union all
    select
        'request' as purpose,
        wish_id as condition_id,
        event_type,
        property,
        pattern
    from {{ policy_seed('fast_lane') }}

),

alternatives as (

    select
        purpose,
        condition_id,
        event_type,
        coalesce(property, '') as property,
        -- without a property the event type is enough
        {{ alternatives("case when property is null then '%' else coalesce(pattern, '%') end") }} as pattern
    from conditions

),

plain as (

    select distinct
        purpose,
        condition_id,
        event_type,
        property,
        {{ plain_text('pattern') }} as plain_pattern
    from alternatives

)

select
    purpose,
    condition_id,
    {{ hash_of(['event_type', 'property', 'plain_pattern']) }} as pattern_id,
    event_type,
    property,
    plain_pattern
from plain
where plain_pattern <> ''
