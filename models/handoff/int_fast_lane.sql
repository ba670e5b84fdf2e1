-- One row per lead that has asked to buy and whose request still holds today: the day of the last one.
-- depends_on: {{ ref('int_policy_problems') }}
with

last_days as (

    select * from {{ ref('int_lead_last_days') }}
    where as_of_date = {{ as_of() }}

),

requests as (

    select
        wish_id as request_id,
        {{ safe_number('valid_days') }} as valid_days
    from {{ policy_seed('fast_lane') }}

),

matches as (

    select * from {{ ref('int_condition_activities') }}
    where purpose = 'request'

)

select
    last_days.contact_id,
    max(last_days.last_activity_date) as asked_on
from last_days
inner join matches
    on last_days.kind_activity_id = matches.activity_id
inner join requests
    on matches.condition_id = requests.request_id
where
    requests.valid_days is null
    or last_days.as_of_date < {{ days_after('last_days.last_activity_date', 'requests.valid_days') }}
group by last_days.contact_id
