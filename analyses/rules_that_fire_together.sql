-- Which rules of the champion fire for the same leads? share = of the leads of the rarer rule, how many have both.
-- dbt show --select rules_that_fire_together --limit 30
with

fired as (

    select
        reasons.contact_id,
        reasons.rule_id
    from {{ ref('lead_score_reasons') }} as reasons
    inner join {{ policy_seed('scorecards') }}
        on reasons.scorecard_id = scorecards.scorecard_id
    where
        reasons.entry = 'rule'
        and scorecards.status = 'champion'

),

leads as (

    select
        rule_id,
        count(*) as leads
    from fired
    group by rule_id

),

pairs as (

    select
        one.rule_id as one_rule_id,
        other.rule_id as other_rule_id,
        count(*) as both_leads
    from fired as one
    inner join fired as other
        on one.contact_id = other.contact_id
        and one.rule_id < other.rule_id
    group by one.rule_id, other.rule_id

)

select
    pairs.one_rule_id,
    pairs.other_rule_id,
    one_leads.leads as one_leads,
    other_leads.leads as other_leads,
    pairs.both_leads,
    round(cast(pairs.both_leads as {{ type_double() }}) / least(one_leads.leads, other_leads.leads), 3) as shared_part
from pairs
inner join leads as one_leads
    on pairs.one_rule_id = one_leads.rule_id
inner join leads as other_leads
    on pairs.other_rule_id = other_leads.rule_id
order by shared_part desc, pairs.both_leads desc, pairs.one_rule_id asc, pairs.other_rule_id asc
