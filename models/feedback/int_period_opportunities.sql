-- One row per scorecard or rival score, period (all, before and after the cut date) and opportunity that is mature and resolved.
with

cut_dates as (select * from {{ ref('int_cut_date') }}),

opportunities as (

    select scorecard_id, opportunity_id, opened_on, score, is_won, false as is_rival
    from {{ ref('int_resolved_opportunities') }}
    union all
    {{ select_rival_scores(
        ref('int_resolved_opportunities'), ref('int_opportunity_scores'), ref('int_lead_attributes'), ref('int_attribute_values'),
        policy_seed('attribute_types')
    ) }}

)

select
    opportunities.scorecard_id,
    'all' as period,
    opportunities.opportunity_id,
    opportunities.opened_on,
    opportunities.score,
    opportunities.is_won,
    opportunities.is_rival
from opportunities

union all

-- what was opened on the very day of the cut belongs to neither
select
    opportunities.scorecard_id,
    case when opportunities.opened_on < cut_dates.cut_date then 'before' else 'after' end as period,
    opportunities.opportunity_id,
    opportunities.opened_on,
    opportunities.score,
    opportunities.is_won,
    opportunities.is_rival
from opportunities
inner join cut_dates
    on opportunities.opened_on <> cut_dates.cut_date
