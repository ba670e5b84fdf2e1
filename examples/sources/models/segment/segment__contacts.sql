-- One row per user: however many identify calls there were, since the first of them, with the newest value of each trait.
with

identifies as (

    select * from {{ ref('segment__identifies') }}

),

traits as (

    select * from {{ ref('segment__traits') }}
    where is_newest

),

users as (

    select
        contact_id,
        min(identified_at) as created_at,
        max(identified_at) as updated_at
    from identifies
    group by contact_id

),

newest as (

    select
        contact_id,
        max(case when trait = 'email' then value end) as email,
        max(case when trait = 'full_name' then value end) as full_name,
        max(case when trait = 'phone' then value end) as phone
    from traits
    group by contact_id

)

select
    users.contact_id,
    newest.full_name,
    newest.email,
    newest.phone,
    users.created_at,
    users.updated_at,
    {{ colleague('newest.email') }} as do_not_score
from users
left join newest
    on users.contact_id = newest.contact_id
