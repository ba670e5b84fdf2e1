-- One row per scorecard, scoring moment and interest rule with events that still count: how many, the last day, the points.
with

leads as (select * from {{ ref('int_scored_leads') }}),

moments as (select * from {{ ref('int_scorable_moments') }}),

resets as (select * from {{ ref('int_lead_resets') }}),

rules as (
    {{ select_earning_rules(ref('int_signature_rules'), ref('int_scorecard_rules')) }}
),

-- a few small numbers, by which it is much faster to group than by names; names come back below
class_rules as (

    select distinct classes.class_id, rules.scorecard_rule_id, rules.max_per_day, rules.decay, rules.decay_days
    from {{ ref('int_activity_classes') }} as classes
    inner join {{ ref('int_signature_rules') }} as signature_rules
        on classes.signature = signature_rules.signature
    inner join rules
        on signature_rules.scorecard_id = rules.scorecard_id
        and signature_rules.rule_id = rules.rule_id

),

activity as (

    select
        moments.moment_id,
        contact_days.class_id,
        contact_days.events,
        cast(
            {{ time_between('contact_days.activity_date', 'moments.as_of_date', 'day') }}
            as integer
        ) as age
    from moments
    inner join {{ ref('int_contact_days') }} as contact_days
        on moments.days_id = contact_days.days_id
        and moments.as_of_date >= contact_days.activity_date
    left join resets
        on moments.moment_id = resets.moment_id
    where
        moments.is_scored
        and (resets.moment_id is null or contact_days.activity_date > resets.reset_date)

),

decayed as (

    select
        activity.*,
        class_rules.scorecard_rule_id, class_rules.max_per_day,
        {{ decay_billionths('class_rules.decay', 'class_rules.decay_days', 'activity.age') }} as billionths
    from activity
    inner join class_rules
        on activity.class_id = class_rules.class_id

),

-- day by day only where a rule counts so many a day
counted as (

    select
        moment_id,
        scorecard_rule_id,
        sum(events) as events,
        min(age) as least_age,
        sum(events * billionths) as billionths,
        max(max_per_day) as max_per_day,
        max(billionths) as billionths_of_day
    from decayed
    where billionths > 0
    group by moment_id, scorecard_rule_id, case when max_per_day is not null then age end

),

summed as (

    select
        moment_id,
        scorecard_rule_id,
        cast(sum(events) as integer) as events,
        min(least_age) as least_age,
        sum(case when events > max_per_day then max_per_day * billionths_of_day else billionths end) as billionths
    from counted
    group by moment_id, scorecard_rule_id

),

earned as (

    select
        leads.scorecard_id,
        leads.contact_id,
        leads.as_of_date,
        rules.subscore,
        rules.criterion,
        rules.rule_id,
        summed.events,
        {{ days_after('leads.as_of_date', '-summed.least_age') }} as last_event_date,
        rules.max_points,
        {{ points_of_billionths('rules.points', 'summed.billionths') }} as points
    from summed
    inner join rules
        on summed.scorecard_rule_id = rules.scorecard_rule_id
    inner join leads
        on summed.moment_id = leads.moment_id
        and rules.scorecard_id = leads.scorecard_id

)

select
    scorecard_id, contact_id, as_of_date, subscore, criterion, rule_id, events, last_event_date,
    {{ limited('points', 'max_points') }} as points
from earned
