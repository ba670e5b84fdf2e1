-- One row per signal about hand-offs: its value with an interval, and the number of cases behind it.
with

progress as (

    select
        *,
        {{ time_between('handed_off_on', as_of(), 'day') }} as age_days
    from {{ ref('int_handoff_progress') }}

),

settings as (select * from {{ ref('int_settings') }}),

recent as (

    select progress.*
    from progress
    cross join settings
    where progress.age_days < settings.recent_days

),

first_day as (

    select max(age_days) as days
    from progress

),

-- the week up to the as-of date, and the eight before it as far as there were any
weeks as (

    select
        count(case when progress.age_days < 7 then 1 end) as handoffs,
        count(case when progress.age_days >= 7 and progress.age_days < 63 then 1 end) as earlier_handoffs,
        {{ quotient(least_of('max(first_day.days) - 6', 56), 7) }} as earlier_weeks
    from progress
    cross join first_day

),

-- as long as the pace stays the same, the week's part of all is binomial
paces as (

    select
        handoffs,
        earlier_handoffs,
        earlier_weeks,
        {{ quotient('handoffs', 'handoffs + earlier_handoffs') }} as part
    from weeks
    where earlier_weeks >= 4

),

pace_bounds as (

    select
        *,
        {{ wilson_bound('part', '(handoffs + earlier_handoffs)', '-') }} as part_low,
        {{ wilson_bound('part', '(handoffs + earlier_handoffs)', '+') }} as part_high
    from paces

),

paced as (

    select
        handoffs + earlier_handoffs as cases,
        {{ quotient('earlier_weeks * part', '1 - part') }} as value,
        {{ quotient('earlier_weeks * part_low', '1 - part_low') }} as value_low,
        {{ quotient('earlier_weeks * part_high', '1 - part_high') }} as value_high
    from pace_bounds

)

{{ select_share_signal(
    'not_followed_up',
    'recent',
    'not is_in_time',
    'is_in_time is not null',
) }}

union all

{{ select_share_signal(
    'disqualified',
    'recent',
    "state in ('rejected', 'disqualified')",
    "state not in ('waiting', 'overdue', 'contacted', 'recycled')",
) }}

union all

select 'handoff_famine' as signal, cases, value, value_low, value_high from paced

union all

select 'handoff_flood' as signal, cases, value, value_low, value_high from paced
