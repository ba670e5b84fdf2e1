-- One row per moment at which a contact could be scored, class of activities that behaviours do not tell apart, and day: what was done.
with

lead_days as (

    select
        moments.moment_id,
        moments.is_scored,
        contact_days.signature,
        contact_days.shown_activity_id,
        contact_days.events,
        contact_days.quantity,
        cast({{ datediff('contact_days.activity_date', 'moments.as_of_date', 'day') }} as integer) as age
    from {{ ref('int_scorable_moments') }} as moments
    inner join {{ ref('int_contact_days') }} as contact_days
        on moments.days_id = contact_days.days_id
        and moments.as_of_date >= contact_days.activity_date
    where moments.is_counted

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

representatives as (

    select signature, min(activity_id) as activity_id
    from {{ ref('int_activity_signatures') }}
    group by 1

),

classes as (

    select
        behaviour_sets.signature,
        behaviour_sets.within_days,
        behaviour_sets.account_within_days,
        behaviour_sets.counts_values,
        min(representatives.activity_id) over (partition by behaviour_sets.behaviours) as class_activity_id
    from behaviour_sets
    inner join representatives
        on behaviour_sets.signature = representatives.signature

)

select
    lead_days.moment_id,
    -- where values are counted, each activity is its own class: what it shows is looked up by its number
    case when classes.counts_values then lead_days.shown_activity_id else classes.class_activity_id end as class_activity_id,
    lead_days.age,
    sum(lead_days.events) as events,
    sum(lead_days.quantity) as quantity
from lead_days
inner join classes
    on lead_days.signature = classes.signature
    and lead_days.age < case when lead_days.is_scored then classes.within_days else classes.account_within_days end
group by 1, 2, 3
