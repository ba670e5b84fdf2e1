-- One row per scorecard and rule that is on: how many of today's leads it moves, how often it is met, how often it is the strongest.
with

scorecard_rules as (select * from {{ ref('int_scorecard_rules') }}),

moments as (

    select * from {{ ref('int_scoring_moments') }}
    where is_today

),

profile_hits as (select * from {{ ref('int_fit_bant_hits') }}),

interest_hits as (select * from {{ ref('int_interest_hits') }}),

rule_activities as (select * from {{ ref('int_rule_activities') }}),

classes as (select * from {{ ref('int_activity_classes') }}),

signature_rules as (select * from {{ ref('int_signature_rules') }}),

-- the one rule that an event earns under, the strongest that matches
activity_rules as (

    select
        signature_rules.scorecard_id,
        classes.activity_id,
        signature_rules.rule_id
    from classes
    inner join signature_rules
        on classes.signature = signature_rules.signature

),

profiles as (

    select
        profile_hits.scorecard_id,
        profile_hits.rule_id,
        count(*) as leads,
        count(case when profile_hits.is_strongest then 1 end) as strongest
    from profile_hits
    inner join moments
        on profile_hits.contact_id = moments.contact_id
        and profile_hits.as_of_date = moments.as_of_date
    group by 1, 2

),

interests as (

    select
        interest_hits.scorecard_id,
        interest_hits.rule_id,
        count(*) as leads
    from interest_hits
    inner join moments
        on interest_hits.contact_id = moments.contact_id
        and interest_hits.as_of_date = moments.as_of_date
    group by 1, 2

),

-- each distinct activity counts once, however often and by however many people it was done
activities as (

    select
        scorecard_rules.scorecard_id,
        rule_activities.rule_id,
        count(*) as met,
        count(activity_rules.rule_id) as strongest
    from rule_activities
    inner join scorecard_rules
        on rule_activities.rule_id = scorecard_rules.rule_id
    left join activity_rules
        on scorecard_rules.scorecard_id = activity_rules.scorecard_id
        and rule_activities.activity_id = activity_rules.activity_id
        and rule_activities.rule_id = activity_rules.rule_id
    group by 1, 2

)

select
    scorecard_rules.scorecard_id,
    scorecard_rules.rule_id,
    scorecard_rules.subscore,
    coalesce(profiles.leads, interests.leads, 0) as leads,
    coalesce(profiles.leads, activities.met, 0) as met,
    coalesce(profiles.strongest, activities.strongest, 0) as strongest
from scorecard_rules
left join profiles
    on scorecard_rules.scorecard_id = profiles.scorecard_id
    and scorecard_rules.rule_id = profiles.rule_id
left join interests
    on scorecard_rules.scorecard_id = interests.scorecard_id
    and scorecard_rules.rule_id = interests.rule_id
left join activities
    on scorecard_rules.scorecard_id = activities.scorecard_id
    and scorecard_rules.rule_id = activities.rule_id
