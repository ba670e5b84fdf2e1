-- One row per rule and warning about how today's leads and the delivered events use it, the same on all scorecards where it is on.
with

rule_use as (select * from {{ ref('int_rule_use') }}),

leads as (

    select
        scored.scorecard_id,
        count(*) as leads
    from {{ ref('int_scored_leads') }} as scored
    inner join {{ ref('int_scoring_moments') }} as moments
        on scored.contact_id = moments.contact_id
        and scored.as_of_date = moments.as_of_date
    where moments.is_today
    group by 1

),

covered_rules as (select * from {{ ref('int_covered_rules') }}),

rules as (

    select
        rule_use.rule_id,
        rule_use.subscore,
        covered_rules.rule_id is not null as is_covered,
        sum(rule_use.met) as met,
        sum(rule_use.strongest) as strongest,
        max(leads.leads) as leads,
        max(leads.leads - rule_use.leads) as most_left_out
    from rule_use
    left join leads
        on rule_use.scorecard_id = leads.scorecard_id
    left join covered_rules
        on rule_use.rule_id = covered_rules.rule_id
    group by 1, 2, 3

)

select
    rule_id,
    'never_fired' as check_name,
    leads
from rules
where met = 0

union all

select rule_id, 'always_fires', leads
from rules
where most_left_out = 0

union all

-- the verdict of a BANT rule counts beside a stronger one
select rule_id, 'always_covered', leads
from rules
where met > 0 and strongest = 0 and subscore <> 'bant' and not is_covered
