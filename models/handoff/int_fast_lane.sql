-- One row per lead that has asked to buy and whose wish still holds today: the newest wish.
-- depends_on: {{ ref('int_policy_problems') }}
with

activity as (

    select * from {{ ref('int_lead_activity') }}
    where
        machine_rule_id is null
        and as_of_date = {{ as_of() }}

),

wishes as (

    select
        wish_id,
        {{ safe_number('valid_days') }} as valid_days
    from {{ ref('fast_lane') }}

),

matches as (

    select * from {{ ref('int_condition_activities') }}
    where purpose = 'wish'

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
        on activity.activity_id = matches.activity_id
    inner join wishes
        on matches.condition_id = wishes.wish_id
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
