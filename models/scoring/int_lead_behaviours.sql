-- One row per scoring moment and behaviour that has a value: its number as text, like the value of any attribute.
{{ config(
    materialized='incremental', incremental_strategy=adding_rows(), on_schema_change='fail',
    pre_hook='{{ forget_unlocked_moments(this, "has_kept_behaviours") }}'
) }}

with

behaviours as (

    select
        behaviour, scope, property, measure, {{ safe_number('within_days') }} as within_days,
        cast(row_number() over (order by behaviour) as integer) as behaviour_number
    from {{ policy_seed('behaviours') }}

),

conditions as (

    select * from {{ ref('int_signature_conditions') }}
    where purpose = 'behaviour'

),

circles as (
    {{ select_account_circles(ref('int_scorable_moments'), ref('int_contact_accounts'), ref('int_lead_resets')) }}
),

days as (

    select
        circles.moment_id, circles.account_circle_id, circles.is_scored, circles.reset_age,
        classes.class_id, classes.signature, contact_days.events, contact_days.quantity,
        cast(
            {{ time_between('contact_days.activity_date', 'circles.as_of_date', 'day') }}
            as integer
        ) as age
    from {{ ref('int_contact_days') }} as contact_days
    inner join (select distinct class_id, signature from {{ ref('int_activity_classes') }}) as classes
        on contact_days.class_id = classes.class_id
    inner join circles
        on contact_days.days_id = circles.days_id
        and contact_days.activity_date <= circles.as_of_date
    where classes.signature in (select conditions.signature from conditions)

),

counting as (
    {{ select_counting_behaviours('behaviours', 'conditions', 'days') }}
),

shown as (
    {{ select_shown_values('behaviours', ref('int_activities'), ref('int_activity_classes')) }}
),

-- one row per value that is counted once; where nothing is, one row in all. Values are numbers, which group much faster
counted as (

    select
        counting.behaviour_number,
        case when counting.is_of_account then days.account_circle_id else days.moment_id end as circle_id,
        case
            when counting.counts_days then days.age
            when counting.counts_contacts then days.moment_id
            else shown.value_number
        end as different,
        sum(case when counting.counts_events then days.events end) as events,
        sum(case when counting.counts_quantity then days.quantity end) as quantity,
        min(days.age) as least_age
    from days
    inner join counting
        on days.signature = counting.signature
        and days.age = counting.age
        and days.is_scored = counting.is_scored
        -- silence is counted from the last event, whatever started again since
        and (counting.counts_silence or days.reset_age is null or days.age < days.reset_age)
    left join shown
        on days.class_id = shown.class_id
        and counting.counted_property = shown.property
    group by 1, 2, 3

),

measured as (

    select
        behaviour_number, circle_id,
        sum(events) as events, sum(quantity) as quantity, count(different) as different, min(least_age) as least_age
    from counted
    group by 1, 2

),

numbers as (

    select
        circles.contact_id, circles.as_of_date, circles.moment_id, behaviours.behaviour,
        case when past_moments.is_today then null else past_moments.known_number end as known_number,
        case behaviours.measure
            when 'events' then coalesce(measured.events, 0) when 'days_since_last' then measured.least_age when 'quantity' then null
            else coalesce(measured.different, 0)
        end as whole_number,
        case when behaviours.measure = 'quantity' then coalesce(measured.quantity, 0) end as quantity
    from circles
    cross join behaviours
    left join measured
        on behaviours.behaviour_number = measured.behaviour_number
        and case behaviours.scope when 'account' then circles.account_circle_id else circles.moment_id end = measured.circle_id
    left join {{ ref('int_past_moments') }} as past_moments
        on circles.moment_id = past_moments.moment_id
    -- who is counted for its account alone may have its own from an earlier run
    where circles.is_scored and not coalesce(past_moments.has_kept_behaviours, false)

)

select
    contact_id, as_of_date, behaviour, moment_id, known_number,
    coalesce(cast(whole_number as {{ type_text() }}), {{ decimal_number_as_text('quantity') }}) as value
from numbers
where whole_number is not null or quantity is not null
