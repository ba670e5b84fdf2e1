-- One row per moment at which a contact could be scored, class of activities that behaviours do not tell apart, and day: what was done.
with

lead_events as (

    select
        moment_id,
        is_scored,
        activity_id,
        cast({{ datediff('activity_date', 'as_of_date', 'day') }} as integer) as age
    from {{ ref('int_lead_events') }}
    where machine_rule_id is null and is_counted

),

conditions as (

    select
        conditions.signature,
        conditions.condition_id,
        behaviours.measure,
        behaviours.scope,
        coalesce({{ safe_number('behaviours.within_days') }}, 1000000) as within_days
    from {{ ref('int_signature_conditions') }} as conditions
    inner join {{ policy_seed('behaviours') }}
        on conditions.condition_id = behaviours.behaviour
    where conditions.purpose = 'behaviour'

),

behaviour_sets as (

    select
        signature,
        {{ dbt.listagg('condition_id', "' '", 'order by condition_id') }} as behaviours,
        max(case when measure = 'distinct' then 1 else 0 end) = 1 as counts_values,
        -- what is older counts for nobody; of a colleague who is not scored only what the account counts
        max(within_days) as within_days,
        max(case when scope = 'account' then within_days else 0 end) as account_within_days
    from conditions
    group by signature

),

activities as (

    select
        signatures.activity_id,
        behaviour_sets.behaviours,
        behaviour_sets.within_days,
        behaviour_sets.account_within_days,
        behaviour_sets.counts_values,
        {{ summed_quantity('activities.quantity') }} as quantity
    from {{ ref('int_activity_signatures') }} as signatures
    inner join behaviour_sets
        on signatures.signature = behaviour_sets.signature
    inner join {{ ref('int_activities') }} as activities
        on signatures.activity_id = activities.activity_id

),

classes as (

    select
        activity_id,
        -- where values are counted, each activity is its own class: what it shows is looked up by its number
        case when counts_values then activity_id else min(activity_id) over (partition by behaviours) end as class_activity_id,
        within_days,
        account_within_days,
        quantity
    from activities

)

select
    lead_events.moment_id,
    classes.class_activity_id,
    lead_events.age,
    count(*) as events,
    sum(classes.quantity) as quantity
from lead_events
inner join classes
    on lead_events.activity_id = classes.activity_id
    and lead_events.age < case when lead_events.is_scored then classes.within_days else classes.account_within_days end
group by lead_events.moment_id, classes.class_activity_id, lead_events.age
