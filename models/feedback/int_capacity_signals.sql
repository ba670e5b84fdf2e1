-- One row per signal about what sales can take: its value with an interval, and the number of cases behind it.
with

recent_dates as (

    select
        min(previous_month_end_date) as first_date,
        max(month_end_date) as last_date
    from {{ ref('int_history_months') }}
    where is_recent

),

-- newly ready leads a week against what sellers take
loads as (

    select
        weeks.weeks,
        curve.leads_per_week * weeks.weeks as rises,
        curve.weekly_capacity
    from {{ ref('int_capacity_curve') }} as curve
    cross join (
        select
            {{ quotient(datediff('first_date', 'last_date', 'day'), 7) }} as weeks
        from recent_dates
    ) as weeks
    where curve.is_handoff_threshold

)

select
    'over_capacity' as signal,
    cast({{ to_decimal('rises', 18, 0) }} as bigint) as cases,
    {{ quotient(quotient('rises', 'weeks'), 'weekly_capacity') }} as value,
    {{ quotient(quotient(count_bound('rises', '-'), 'weeks'), 'weekly_capacity') }} as value_low,
    {{ quotient(quotient(count_bound('rises', '+'), 'weeks'), 'weekly_capacity') }} as value_high
from loads
