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

-- grouped before anything is put in order: few rows of many events are left
newest as (

    select
        activity.contact_id,
        activity.as_of_date,
        matches.condition_id,
        max(activity.activity_date) as wished_on
    from activity
    inner join matches
        on activity.activity_id = matches.activity_id
    group by activity.contact_id, activity.as_of_date, matches.condition_id

),

ranked as (

    select
        newest.contact_id,
        wishes.wish_id,
        newest.wished_on,
        row_number() over (
            partition by newest.contact_id
            order by newest.wished_on desc, wishes.wish_id asc
        ) as newness
    from newest
    inner join wishes
        on newest.condition_id = wishes.wish_id
    where
        wishes.valid_days is null
        or newest.as_of_date < {{ days_after('newest.wished_on', 'wishes.valid_days') }}

)

select
    contact_id,
    wish_id,
    wished_on
from ranked
where newness = 1
