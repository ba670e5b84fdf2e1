-- One row per activity: the activity that stands for its kind: passive or not, the patterns of inferences and wishes that it meets.
with

activities as (select * from {{ ref('int_activities') }}),

passive_event_types as (select distinct event_type from {{ ref('passive_event_types') }}),

matches as (

    select distinct
        pattern_id,
        activity_id
    from {{ ref('int_condition_activities') }}
    where purpose <> 'rule'

),

signatures as (

    select
        activity_id,
        bit_xor(pattern_id) as signature
    from matches
    group by activity_id

),

described as (

    select
        activities.activity_id,
        passive_event_types.event_type is not null as is_passive,
        coalesce(signatures.signature, 0) as signature
    from activities
    left join passive_event_types
        on activities.event_type = passive_event_types.event_type
    left join signatures
        on activities.activity_id = signatures.activity_id

),

kinds as (

    select
        is_passive,
        signature,
        min(activity_id) as kind_activity_id
    from described
    group by is_passive, signature

)

select
    described.activity_id,
    kinds.kind_activity_id,
    described.is_passive
from described
inner join kinds
    on described.is_passive = kinds.is_passive
    and described.signature = kinds.signature
