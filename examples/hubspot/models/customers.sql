-- One row per company that has bought: since its first won deal.
with

opportunities as (

    select * from {{ ref('opportunities') }}
    where
        status = 'won'
        and account_id is not null

)

select
    account_id,
    min(closed_at) as became_customer_at
from opportunities
group by account_id
