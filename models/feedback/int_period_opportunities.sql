-- One row per scorecard, period (all, before and after the cut date) and opportunity that is mature and resolved.
with

opportunities as (select * from {{ ref('int_resolved_opportunities') }}),

cut_dates as (select * from {{ ref('int_cut_date') }})

select
    opportunities.scorecard_id,
    'all' as period,
    opportunities.opportunity_id,
    opportunities.score,
    opportunities.is_won
from opportunities

union all

-- what was opened on the very day of the cut belongs to neither
select
    opportunities.scorecard_id,
    case when opportunities.opened_on < cut_dates.cut_date then 'before' else 'after' end as period,
    opportunities.opportunity_id,
    opportunities.score,
    opportunities.is_won
from opportunities
inner join cut_dates
    on opportunities.opened_on <> cut_dates.cut_date
