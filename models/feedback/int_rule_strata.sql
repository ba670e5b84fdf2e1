-- One row per scorecard, rule that is on, and stratum of the score without it: opportunities before the cut with and without the rule.
with

-- what is learnt here is judged by what was opened after the cut (scorecard_comparison), so that may not be learnt from
opportunities as (

    select * from {{ ref('int_period_opportunities') }}
    where period = 'before'

),

resolved_rules as (

    select resolved_rules.*
    from {{ ref('int_resolved_rules') }} as resolved_rules
    inner join opportunities
        on resolved_rules.scorecard_id = opportunities.scorecard_id
        and resolved_rules.opportunity_id = opportunities.opportunity_id

),

scorecard_rules as (select * from {{ ref('int_scorecard_rules') }}),

scorecards as (select * from {{ ref('int_scorecards') }}),

settings as (select * from {{ ref('int_settings') }}),

all_leads as (

    select
        opportunities.scorecard_id,
        {{ stratum_of('opportunities.score', 'settings') }} as stratum,
        count(case when opportunities.is_won then 1 end) as won,
        count(case when not opportunities.is_won then 1 end) as lost
    from opportunities
    cross join settings
    group by 1, 2

),

-- opportunities with a rule: by the stratum of their score without it (BANT outside the score leaves the score as it is), and by the
-- stratum of the whole score, where all_leads counts them too
with_rule as (

    select
        resolved_rules.scorecard_id,
        resolved_rules.rule_id,
        {{ stratum_of('resolved_rules.score', 'settings') }} as whole_stratum,
        {{ stratum_of("resolved_rules.score - case
            when resolved_rules.subscore <> 'bant' or scorecards.has_bant_points then resolved_rules.points
            else 0
        end", 'settings') }} as stratum,
        count(case when resolved_rules.is_won then 1 end) as won,
        count(case when not resolved_rules.is_won then 1 end) as lost
    from resolved_rules
    inner join scorecards
        on resolved_rules.scorecard_id = scorecards.scorecard_id
    cross join settings
    group by 1, 2, 3, 4

),

-- An opportunity without the rule is compared by its whole score. These are all opportunities less those with the rule, so the latter
-- are taken off, in the stratum of their whole score, and counted as «with» in the stratum of their score without the rule.
counts as (

    select scorecard_id, rule_id, stratum, won as won_with, lost as lost_with, 0 as won_without, 0 as lost_without
    from with_rule
    union all
    select scorecard_id, rule_id, whole_stratum, 0, 0, -won, -lost
    from with_rule
    union all
    select all_leads.scorecard_id, scorecard_rules.rule_id, all_leads.stratum, 0, 0, all_leads.won, all_leads.lost
    from all_leads
    inner join scorecard_rules
        on all_leads.scorecard_id = scorecard_rules.scorecard_id

)

select
    scorecard_id,
    rule_id,
    stratum,
    sum(won_with) as won_with,
    sum(lost_with) as lost_with,
    sum(won_without) as won_without,
    sum(lost_without) as lost_without
from counts
group by 1, 2, 3
