-- One row per mailbox and contact that has, or once had, the address: past and future e-mail events are the contact's.
with

addresses as (

    select * from {{ ref('addresses') }}

)

select
    {{ mailbox('address') }} as anonymous_id,
    contact_id,
    known_from as identified_at
from addresses
