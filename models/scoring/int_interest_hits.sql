-- One row per scorecard, scoring moment and interest rule with events that still count: how many, the last day, the points.
with

leads as (

    select * from {{ ref('int_scored_leads') }}

),

activity as (

    select * from {{ ref('int_lead_activity') }}
    where machine_rule_id is null

),

activity_rules as (

    select * from {{ ref('int_activity_rules') }}

),

scorecard_rules as (

    select * from {{ ref('int_scorecard_rules') }}

),

days as (

    select
        leads.scorecard_id,
        leads.contact_id,
        leads.as_of_date,
        activity_rules.rule_id,
        activity.activity_date,
        count(*) as events
    from leads
    inner join activity
        on leads.contact_id = activity.contact_id
        and leads.as_of_date = activity.as_of_date
    inner join activity_rules
        on leads.scorecard_id = activity_rules.scorecard_id
        and activity.activity_id = activity_rules.activity_id
    group by leads.scorecard_id, leads.contact_id, leads.as_of_date, activity_rules.rule_id, activity.activity_date

),

decayed as (

    select
        days.scorecard_id,
        days.contact_id,
        days.as_of_date,
        days.rule_id,
        days.activity_date,
        days.events,
        scorecard_rules.subscore,
        scorecard_rules.criterion,
        scorecard_rules.points,
        scorecard_rules.max_points,
        least(days.events, coalesce(scorecard_rules.max_per_day, days.events)) as counted_events,
        {{ decay_billionths(
            'scorecard_rules.decay', 'scorecard_rules.decay_days', datediff('days.activity_date', 'days.as_of_date', 'day')
        ) }} as billionths
    from days
    inner join scorecard_rules
        on days.scorecard_id = scorecard_rules.scorecard_id
        and days.rule_id = scorecard_rules.rule_id

),

earned as (

    select
        scorecard_id,
        contact_id,
        as_of_date,
        subscore,
        criterion,
        rule_id,
        max_points,
        sum(events) as events,
        max(activity_date) as last_event_date,
        {{ points_of_billionths('points', 'sum(counted_events * billionths)') }} as points
    from decayed
    where billionths > 0
    group by scorecard_id, contact_id, as_of_date, subscore, criterion, rule_id, max_points, points

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
