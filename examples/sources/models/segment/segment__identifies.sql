-- One row per identify call that says who somebody is: by a user id, or by an address alone (a newsletter form).
with

identifies as (

    select * from {{ delivered('segment', 'identifies') }}
    where user_id <> '' or email <> ''

)

select
    'segment-' || coalesce(nullif(user_id, ''), 'mailbox-' || {{ dbt.hash(address('email')) }}) as contact_id,
    'segment-' || nullif(anonymous_id, '') as anonymous_id,
    {{ moment("coalesce(nullif(timestamp, ''), received_at)") }} as identified_at,
    {{ address('email') }} as email,
    coalesce(nullif(trim(name), ''), {{ whole_name('first_name', 'last_name') }}) as full_name,
    nullif(trim(phone), '') as phone,
    nullif(trim(title), '') as job_title,
    nullif(trim(country), '') as country,
    nullif(trim(company_size), '') as employee_count,
    nullif(user_id, '') is not null as is_user
from identifies
