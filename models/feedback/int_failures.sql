-- One row per basis and case of the champion that failed: lost, stalled or disqualified by sales, with the lead's moment before it.
with

scorecards as (

    select * from {{ ref('int_scorecards') }}
    where is_champion

),

opportunities as (select * from {{ ref('int_opportunity_cases') }}),

deals as (

    select * from {{ ref('int_deals') }}
    where result <> 'won'

),

progress as (

    select * from {{ ref('int_handoff_progress') }}
    where state = 'disqualified'

),

handoffs as (select * from {{ ref('int_handoff_cases') }})

select
    opportunities.scorecard_id,
    'opportunity' as basis,
    opportunities.opportunity_id as case_id,
    deals.result as failure,
    opportunities.contact_id,
    opportunities.as_of_date,
    deals.closed_on as failed_on,
    opportunities.score,
    opportunities.band,
    opportunities.amount,
    deals.lost_reason as reason,
    opportunities.is_mature
from opportunities
inner join scorecards
    on opportunities.scorecard_id = scorecards.scorecard_id
inner join deals
    on opportunities.opportunity_id = deals.opportunity_id

union all

select
    progress.scorecard_id,
    'handoff' as basis,
    progress.handoff_id as case_id,
    'disqualified' as failure,
    progress.contact_id,
    progress.handed_off_on as as_of_date,
    progress.disqualified_on as failed_on,
    progress.score,
    progress.band,
    null as amount,
    progress.reason,
    handoffs.is_mature
from progress
inner join scorecards
    on progress.scorecard_id = scorecards.scorecard_id
inner join handoffs
    on progress.handoff_id = handoffs.handoff_id
