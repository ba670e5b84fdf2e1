-- One row per interest rule and distinct activity of the data that it meets, whether or not a stronger rule does too.
with

events as (

    select * from {{ ref('int_events') }}

),

rules as (

    select * from {{ ref('int_rules') }}
    where event_type is not null

),

activities as (

    select distinct
        activity_key,
        event_type,
        page_path,
        asset,
        channel,
        campaign
    from events

),

patterns as (

    select
        rule_id,
        event_type,
        property,
        {{ alternatives("coalesce(pattern, '%')") }} as pattern
    from rules

)

select distinct
    patterns.rule_id,
    activities.activity_key
from activities
inner join patterns
    on {{ activity_meets('activities', 'patterns') }}
