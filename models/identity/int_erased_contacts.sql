-- One row per contact to be forgotten, whatever the as-of date: each erased id and the contacts it was ever merged into.
with

erasures as (

    select * from {{ ref('stg_erasures') }}
    where rejected_because is null

),

survivors as (

    select * from {{ ref('int_contact_survivors') }}

)

select contact_id from erasures
union
select survivors.contact_id
from erasures
inner join survivors
    on erasures.contact_id = survivors.from_contact_id
