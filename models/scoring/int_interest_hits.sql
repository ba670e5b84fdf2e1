-- One row per scorecard, scoring moment and interest rule with events that still count: how many, the last day, the points.
with

leads as (select * from {{ ref('int_scored_leads') }}),

activity as (

    select
        moments.moment_id,
        contact_days.class_id,
        cast({{ datediff('contact_days.activity_date', 'moments.as_of_date', 'day') }} as integer) as age,
        contact_days.events
    from {{ ref('int_scorable_moments') }} as moments
    inner join {{ ref('int_contact_days') }} as contact_days
        on moments.days_id = contact_days.days_id
        and moments.as_of_date >= contact_days.activity_date
    left join {{ ref('int_lead_resets') }} as resets
        on moments.moment_id = resets.moment_id
    where
        moments.is_scored
        and (resets.moment_id is null or contact_days.activity_date > resets.reset_date)

),

class_counts as (

    select distinct
        classes.class_id,
        signature_rules.count_id
    from {{ ref('int_activity_classes') }} as classes
    inner join {{ ref('int_signature_rules') }} as signature_rules
        on classes.signature = signature_rules.signature

),

rules as (
    {{ select_earning_rules(ref('int_signature_rules'), ref('int_scorecard_rules')) }}

),

-- grouped by a few small numbers, which is much faster than by names; names come back below
days as (

    select
        activity.moment_id,
        class_counts.count_id,
        activity.age,
        sum(activity.events) as events
    from activity
    inner join class_counts
        on activity.class_id = class_counts.class_id
    group by activity.moment_id, class_counts.count_id, activity.age

),

decayed as (

    select
        days.moment_id,
        rules.scorecard_rule_id,
        days.age,
        days.events,
        {{ least_of('days.events', 'coalesce(rules.max_per_day, days.events)') }} as counted_events,
        {{ decay_billionths('rules.decay', 'rules.decay_days', 'days.age') }} as billionths
    from days
    inner join rules
        on days.count_id = rules.count_id

),

summed as (

    select
        moment_id,
        scorecard_rule_id,
        cast(sum(events) as integer) as events,
        min(age) as least_age,
        sum(counted_events * billionths) as billionths
    from decayed
    where billionths > 0
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
    scorecard_id,
    contact_id,
    as_of_date,
    subscore,
    criterion,
    rule_id,
    events,
    last_event_date,
    {{ limited('points', 'max_points') }} as points
from earned
