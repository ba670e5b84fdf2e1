-- One row per browser whose prospect is known: since the first activity that names both, else since the browser's row was last changed.
with

visitors as (

    select * from {{ delivered('pardot', 'visitor') }}
    where prospect_id <> ''

),

activities as (

    select
        visitor_id,
        prospect_id,
        min({{ moment('created_at') }}) as identified_at
    from {{ delivered('pardot', 'visitor_activity') }}
    where
        visitor_id <> ''
        and prospect_id <> ''
    group by visitor_id, prospect_id

)

select
    'pardot-' || visitor_id as anonymous_id,
    'pardot-' || prospect_id as contact_id,
    identified_at
from activities

union all

select
    'pardot-' || visitors.id as anonymous_id,
    'pardot-' || visitors.prospect_id as contact_id,
    {{ moment('visitors.updated_at') }} as identified_at
from visitors
left join activities
    on visitors.id = activities.visitor_id
    and visitors.prospect_id = activities.prospect_id
where activities.visitor_id is null
