-- One row per scorecard, scoring moment and interest rule with events that still count: how many, the last day, the points.
with

leads as (select * from {{ ref('int_scored_leads') }}),

activity as (

    select
        lead_events.moment_id,
        lead_events.activity_id,
        cast(
            {{ datediff('lead_events.activity_date', 'lead_events.as_of_date', 'day') }}
            as integer
        ) as age
    from {{ ref('int_lead_events') }} as lead_events
    left join {{ ref('int_lead_resets') }} as resets
        on lead_events.moment_id = resets.moment_id
    where
        lead_events.machine_rule_id is null
        and lead_events.is_scored
        and (resets.moment_id is null or lead_events.activity_date > resets.reset_date)

),

signatures as (select * from {{ ref('int_activity_signatures') }}),

signature_counts as (

    select distinct
        signature,
        count_id
    from {{ ref('int_signature_rules') }}

),

rules as (
    {{ select_earning_rules(ref('int_signature_rules'), ref('int_scorecard_rules')) }}

),

-- grouped by a few small numbers, which is much faster than by names; names come back below
days as (

    select
        activity.moment_id,
        signature_counts.count_id,
        activity.age,
        count(*) as events
    from activity
    inner join signatures
        on activity.activity_id = signatures.activity_id
    inner join signature_counts
        on signatures.signature = signature_counts.signature
    group by activity.moment_id, signature_counts.count_id, activity.age

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
