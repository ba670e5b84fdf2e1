-- One row per opportunity in Pardot and prospect who takes part.
with

opportunities as (

    select * from {{ ref('pardot__opportunities') }}

),

opportunity_prospects as (

    select distinct
        'pardot-' || opportunity_id as opportunity_id,
        'pardot-' || prospect_id as contact_id
    from {{ delivered('pardot', 'opportunity_prospect') }}

)

select
    opportunity_prospects.opportunity_id,
    opportunity_prospects.contact_id
from opportunity_prospects
inner join opportunities
    on opportunity_prospects.opportunity_id = opportunities.opportunity_id
