-- One row per hand-off of the fast lane: minutes from the request to the hand-off, and from there to the first touch, all and working ones.
with

publication as (select * from {{ ref('int_publication') }}),

runs as (select * from {{ ref('int_run') }}),

progress as (

    select
        progress.*,
        coalesce({{ plain_text('sales_reps.territory') }}, '') as territory
    from {{ ref('int_handoff_progress') }} as progress
    left join {{ ref('int_sales_reps') }} as sales_reps
        on progress.rep_id = sales_reps.rep_id
    where progress.channel = 'fast_lane'

),

working_hours as (select * from {{ ref('int_working_hours') }}),

calendars as (select distinct working_hours.territory from working_hours),

-- a seller who called before the hand-off took no time for it, nor did a machine that a request overtook
moments as (

    select handoff_id, territory, 'asked' as moment, {{ least_of('asked_at', 'handed_off_at') }} as happened_at
    from progress
    where asked_at is not null
    union all
    select handoff_id, territory, 'handed_off' as moment, handed_off_at as happened_at
    from progress
    union all
    select handoff_id, territory, 'touched' as moment, {{ greatest_of('first_touched_at', 'handed_off_at') }} as happened_at
    from progress
    where first_touched_at is not null
    union all
    select
        progress.handoff_id,
        progress.territory,
        'waiting' as moment,
        {{ greatest_of('runs.run_at', 'progress.handed_off_at') }} as happened_at
    from progress
    cross join runs
    where progress.first_touched_at is null

),

-- how much of the seller's calendar had been worked off by then; no row where the calendar is not known so far back
worked as (

    select
        moments.handoff_id,
        moments.moment,
        {{ seconds_worked('moments.happened_at', 'working_hours') }} as seconds
    from moments
    inner join working_hours
        on moments.territory = working_hours.territory
        and moments.happened_at > working_hours.opens_at
    group by 1, 2

),

spans as (

    select
        progress.handoff_id,
        calendars.territory is not null as has_calendar,
        max(case when moments.moment = 'asked' then moments.happened_at end) as asked_at,
        max(case when moments.moment = 'touched' then moments.happened_at end) as touched_at,
        max(case when moments.moment = 'waiting' then moments.happened_at end) as waiting_at,
        max(case when moments.moment = 'asked' then worked.seconds end) as worked_asked,
        max(case when moments.moment = 'handed_off' then worked.seconds end) as worked_handed_off,
        max(case when moments.moment = 'touched' then worked.seconds end) as worked_touched,
        max(case when moments.moment = 'waiting' then worked.seconds end) as worked_waiting
    from progress
    inner join moments
        on progress.handoff_id = moments.handoff_id
    left join worked
        on moments.handoff_id = worked.handoff_id
        and moments.moment = worked.moment
    left join calendars
        on progress.territory = calendars.territory
    group by 1, 2

)

select
    cast(progress.handoff_id as {{ type_text() }}) as handoff_id,
    cast(progress.scorecard_id as {{ type_text() }}) as scorecard_id,
    cast(progress.contact_id as {{ type_text() }}) as contact_id,
    cast(progress.rep_id as {{ type_text() }}) as rep_id,
    cast(publication.as_of_date as date) as as_of_date,
    cast(progress.handed_off_on as date) as handed_off_on,
    cast(progress.asked_at as timestamp) as asked_at,
    cast(progress.handed_off_at as timestamp) as handed_off_at,
    cast(progress.first_touched_at as timestamp) as first_touch_at,
    cast(progress.minutes_to_handoff as {{ type_decimal(18, 2) }}) as minutes_to_handoff,
    cast(
        {{ working_minutes('has_calendar', 'spans.asked_at', 'progress.handed_off_at', 'worked_asked', 'worked_handed_off') }}
        as {{ type_decimal(18, 2) }}
    ) as working_minutes_to_handoff,
    cast({{ minutes_between('progress.handed_off_at', 'spans.touched_at') }} as {{ type_decimal(18, 2) }}) as minutes_to_touch,
    cast(
        {{ working_minutes('has_calendar', 'progress.handed_off_at', 'spans.touched_at', 'worked_handed_off', 'worked_touched') }}
        as {{ type_decimal(18, 2) }}
    ) as working_minutes_to_touch,
    cast(
        {{ working_minutes('has_calendar', 'progress.handed_off_at', 'spans.waiting_at', 'worked_handed_off', 'worked_waiting') }}
        as {{ type_decimal(18, 2) }}
    ) as working_minutes_waiting,
    cast(progress.is_in_time as boolean) as is_in_time,
    cast(progress.is_champion as boolean) as is_champion
from progress
cross join publication
inner join spans
    on progress.handoff_id = spans.handoff_id
