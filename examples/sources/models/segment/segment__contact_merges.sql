-- One row per person known by an address alone who became a user with that address.
with

identifies as (

    select * from {{ ref('segment__identifies') }}

),

mailboxes as (

    select
        contact_id,
        email,
        min(identified_at) as known_from
    from identifies
    where not is_user
    group by contact_id, email

),

-- of several users with one address the first
users as (

    select
        email,
        contact_id,
        min(identified_at) as known_from,
        row_number() over (partition by email order by min(identified_at), contact_id) as place
    from identifies
    where is_user
    group by email, contact_id

)

select
    mailboxes.contact_id as merged_contact_id,
    users.contact_id,
    greatest(mailboxes.known_from, users.known_from) as merged_at
from mailboxes
inner join users
    on mailboxes.email = users.email
where users.place = 1
