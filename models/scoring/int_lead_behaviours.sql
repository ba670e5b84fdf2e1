-- One row per scoring moment and behaviour that has a value: its number as text, like the value of any attribute.
{{ config(
    materialized='incremental', incremental_strategy=adding_rows(), on_schema_change='fail',
    pre_hook='{{ forget_unlocked_moments(this, "has_kept_behaviours") }}'
) }}

with

behaviours as (

    select
        behaviour, scope, property, measure, {{ safe_number('within_days') }} as within_days,
        row_number() over (order by behaviour) as behaviour_number
    from {{ policy_seed('behaviours') }}

),

circles as (
    {{ select_circles(ref('int_scorable_moments'), ref('int_contact_accounts'), ref('int_lead_resets')) }}
),

aged as (

    select
        circles.*, classes.signature, classes.shown_activity_id, classes.within_days, classes.account_within_days,
        contact_days.events, contact_days.quantity,
        cast(
            {{ time_between('contact_days.activity_date', 'circles.as_of_date', 'day') }}
            as integer
        ) as age
    from {{ ref('int_contact_days') }} as contact_days
    inner join ({{ select_counted_classes(ref('int_activity_classes'), 'behaviours', ref('int_signature_conditions')) }}) as classes
        on contact_days.class_id = classes.class_id
    inner join circles
        on contact_days.days_id = circles.days_id
        and contact_days.activity_date <= circles.as_of_date

),

-- what is older than all windows counts for nobody; of a colleague who is not scored only what the account counts
days as (

    select * from aged
    where age < case when is_scored then within_days else account_within_days end

),

-- a few thousand rows, so that a day of a lead meets only the behaviours whose window it is in
counting as (
    {{ select_counting_behaviours('behaviours', ref('int_signature_conditions'), 'days') }}
),

shown as (
    {{ select_shown_values('behaviours', ref('int_activities'), 'days') }}
),

-- one row per value that is counted once; where nothing is, one row in all. Values are numbers, which group much faster
counted as (

    select
        counting.behaviour_number,
        case counting.scope when 'account' then days.account_circle_id else days.moment_id end as circle_id,
        case counting.measure when 'days' then days.age when 'distinct' then shown.value_number when 'contacts' then days.moment_id end
            as different,
        sum(case counting.measure when 'events' then days.events when 'quantity' then days.quantity end) as total,
        min(days.age) as least_age
    from days
    inner join counting
        on days.signature = counting.signature
        and days.age = counting.age
        and (days.is_scored or counting.scope = 'account')
        -- silence is counted from the last event, whatever started again since
        and (counting.measure = 'days_since_last' or days.reset_age is null or days.age < days.reset_age)
    left join shown
        on days.shown_activity_id = shown.activity_id
        and counting.counted_property = shown.property
    group by 1, 2, 3

),

measured as (

    select behaviour_number, circle_id, sum(total) as total, count(different) as different, min(least_age) as least_age from counted
    group by 1, 2

),

numbers as (

    select
        circles.contact_id, circles.as_of_date, circles.moment_id, behaviours.behaviour,
        case when past_moments.is_today then null else past_moments.known_number end as known_number,
        case
            when behaviours.measure in ('events', 'quantity') then coalesce(measured.total, 0)
            when behaviours.measure = 'days_since_last' then measured.least_age
            else coalesce(measured.different, 0)
        end as number_value
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

select contact_id, as_of_date, behaviour, moment_id, known_number, {{ decimal_number_as_text('number_value') }} as value
from numbers
where number_value is not null
