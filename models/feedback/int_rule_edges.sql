-- One row per rule: the least and most points that its tier allows; a rule without a tier may use any positive tier, with either sign.
with

rules as (

    select * from {{ ref('int_rules') }}

),

tiers as (

    select
        tier,
        {{ safe_decimal('at_least') }} as at_least,
        {{ safe_decimal('at_most') }} as at_most
    from {{ ref('importance_tiers') }}

),

widest as (

    select max(at_most) as points
    from tiers

)

select
    rules.rule_id,
    case when tiers.tier is null then -widest.points else tiers.at_least end as at_least,
    case when tiers.tier is null then widest.points else tiers.at_most end as at_most
from rules
cross join widest
left join tiers
    on rules.tier = tiers.tier
