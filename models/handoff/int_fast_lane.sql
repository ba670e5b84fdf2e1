-- One row per lead and request to buy that still holds today: the time of the last one; request_rank 1 = the newest of the lead.
-- depends_on: {{ ref('int_policy_problems') }}
with

last_days as (

    select * from {{ ref('int_lead_last_days') }}
    where as_of_date = {{ as_of() }}

),

requests as (

    select
        wish_id as request_id,
        label,
        {{ safe_number('valid_days') }} as valid_days
    from {{ policy_seed('fast_lane') }}

),

matches as (

    select * from {{ ref('int_condition_activities') }}
    where purpose = 'request'

),

asked as (

    select
        last_days.contact_id,
        requests.request_id,
        requests.label,
        max(last_days.last_activity_date) as asked_on,
        max(last_days.last_activity_at) as asked_at
    from last_days
    inner join matches
        on last_days.kind_activity_id = matches.activity_id
    inner join requests
        on matches.condition_id = requests.request_id
    where
        requests.valid_days is null
        or last_days.as_of_date < {{ days_after('last_days.last_activity_date', 'requests.valid_days') }}
    group by 1, 2, 3

)

select
    contact_id,
    request_id,
    -- an id reads as words where nobody wrote a label
    coalesce(label, upper(left(request_id, 1)) || replace(substr(request_id, 2), '_', ' ')) as label,
    asked_on,
    asked_at,
    row_number() over (partition by contact_id order by asked_on desc, asked_at desc, request_id asc) as request_rank
from asked
{{ and_untouched('fast_lane', ref('int_past_moments'), ['contact_id', 'request_id', 'label', 'asked_on', 'asked_at', 'request_rank']) }}
