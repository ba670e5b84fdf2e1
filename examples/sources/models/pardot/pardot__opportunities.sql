-- One row per opportunity in Pardot; none where Salesforce, from which Pardot has them, is there itself.
with

opportunities as (

    select * from {{ delivered('pardot', 'opportunity') }}

),

crm as (

    select count(*) as opportunities
    from {{ ref('salesforce__opportunities') }}

)

select
    'pardot-' || opportunities.id as opportunity_id,
    {{ moment('opportunities.created_at') }} as opened_at,
    case when lower(opportunities.status) in ('won', 'lost') then {{ moment('opportunities.closed_at') }} end as closed_at,
    lower(opportunities.status) as status,
    opportunities.value as amount
from opportunities
cross join crm
where crm.opportunities = 0
