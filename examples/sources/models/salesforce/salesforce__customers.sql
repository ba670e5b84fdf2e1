-- One row per account that has bought: since its first opportunity that was won.
with

opportunities as (

    select * from {{ ref('salesforce__opportunities') }}
    where
        status = 'won'
        and account_id is not null

)

select
    account_id,
    min(closed_at) as became_customer_at
from opportunities
group by account_id
