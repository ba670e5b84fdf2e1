-- One row per hand-off to call today: not called yet, or its lead asks again when sales is done with it; by when, and on whose clock.
with

progress as (

    select * from {{ ref('int_handoff_progress') }}
    where is_latest

),

requests as (

    select * from {{ ref('int_fast_lane') }}
    where request_rank = 1

),

working_hours as (select * from {{ ref('int_working_hours') }}),

runs as (select * from {{ ref('int_run') }}),

moments as (

    select run_at from {{ ref('int_past_runs') }}
    {{ union_distinct() }}
    select run_at from runs

),

-- a lead that asks again is answered as fast as one of the most urgent band
fast_answers as (

    select min(respond_within_hours) as respond_within_hours
    from {{ ref('int_score_bands') }}

),

zones as (

    select distinct
        territory,
        time_zone
    from working_hours

),

calls as (

    select
        progress.handoff_id,
        progress.lead_id,
        progress.handed_off_on,
        progress.respond_by,
        progress.rep_id,
        sales_reps.rep_name,
        coalesce({{ plain_text('sales_reps.territory') }}, '') as territory,
        requests.asked_at,
        case when progress.state in ('waiting', 'overdue') then progress.channel else 'asked_again' end as channel
    from progress
    left join requests
        on progress.lead_id = requests.contact_id
    left join {{ ref('int_sales_reps') }} as sales_reps
        on progress.rep_id = sales_reps.rep_id
    where
        progress.state in ('waiting', 'overdue')
        or {{ asks_again('progress', 'requests') }}

),

-- the seller's time begins with the first run that knew of the request
promises as (

    select
        calls.handoff_id as promise_id,
        calls.territory,
        coalesce(min(moments.run_at), runs.run_at) as starts_at,
        fast_answers.respond_within_hours
    from calls
    cross join runs
    cross join fast_answers
    left join moments
        on calls.asked_at <= moments.run_at
    where calls.channel = 'asked_again'
    group by calls.handoff_id, calls.territory, runs.run_at, fast_answers.respond_within_hours

),

answer_times as (

    {{ select_answer_times('promises', 'working_hours') }}

),

due as (

    select
        calls.*,
        coalesce(zones.time_zone, 'UTC') as time_zone,
        case when calls.channel = 'asked_again' then answer_times.respond_by else calls.respond_by end as answer_by
    from calls
    left join zones
        on calls.territory = zones.territory
    left join answer_times
        on calls.handoff_id = answer_times.promise_id

)

select
    handoff_id,
    lead_id,
    handed_off_on,
    channel,
    channel in ('fast_lane', 'asked_again') as is_urgent,
    asked_at,
    rep_id,
    rep_name,
    time_zone,
    answer_by as respond_by,
    {{ in_zone('answer_by', 'time_zone') }} as respond_by_local
from due
