-- One row per lead that has asked to buy and whose wish still holds today: the newest wish.
-- depends_on: {{ ref('int_policy_problems') }}
with

last_days as (

    select * from {{ ref('int_lead_last_days') }}
    where as_of_date = {{ as_of() }}

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

newest as (

    select
        last_days.contact_id,
        last_days.as_of_date,
        matches.condition_id,
        max(last_days.last_activity_date) as wished_on
    from last_days
    inner join matches
        on last_days.kind_activity_id = matches.activity_id
    group by last_days.contact_id, last_days.as_of_date, matches.condition_id

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
