-- One row per lead that has asked to buy and whose wish still holds today: the newest wish.
with

activity as (

    select * from {{ ref('int_lead_activity') }}
    where
        machine_rule_id = ''
        and as_of_date = {{ as_of() }}

),

activities as (

    select * from {{ ref('int_activities') }}

),

wishes as (

    select
        wish_id,
        event_type,
        property,
        pattern,
        {{ safe_number('valid_days') }} as valid_days
    from {{ ref('fast_lane') }}

),

patterns as (

    select
        wish_id,
        event_type,
        property,
        {{ alternatives("coalesce(pattern, '%')") }} as pattern
    from wishes

),

matches as (

    select distinct
        activities.activity_key,
        patterns.wish_id
    from activities
    inner join patterns
        on {{ activity_meets('activities', 'patterns') }}

),

ranked as (

    select
        activity.contact_id,
        wishes.wish_id,
        activity.activity_date as wished_on,
        row_number() over (
            partition by activity.contact_id
            order by activity.activity_date desc, wishes.wish_id asc
        ) as newness
    from activity
    inner join matches
        on activity.activity_key = matches.activity_key
    inner join wishes
        on matches.wish_id = wishes.wish_id
    where
        wishes.valid_days is null
        or activity.as_of_date < {{ days_after('activity.activity_date', 'wishes.valid_days') }}

)

select
    contact_id,
    wish_id,
    wished_on
from ranked
where newness = 1
