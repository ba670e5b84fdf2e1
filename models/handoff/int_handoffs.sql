-- One row per hand-off: those of earlier runs as they were written, and the new ones of this run.
with

past_handoffs as (select * from {{ ref('int_past_handoffs') }}),

candidates as (select * from {{ ref('int_handoff_candidates') }}),

assignments as (

    select * from {{ ref('int_handoff_assignments') }}
    where is_handed_over

),

runs as (select * from {{ ref('int_run') }}),

sales_reps as (select * from {{ ref('int_sales_reps') }}),

working_hours as (select * from {{ ref('int_working_hours') }}),

score_bands as (select * from {{ ref('int_score_bands') }}),

-- a lead that has asked to buy is answered as fast as one of the most urgent band
fast_answers as (

    select min(respond_within_hours) as respond_within_hours
    from score_bands

),

promises as (

    select
        candidates.*,
        candidates.contact_id as promise_id,
        assignments.rep_id,
        coalesce({{ plain_text('sales_reps.territory') }}, '') as territory,
        runs.run_at as starts_at,
        case
            when candidates.channel = 'fast_lane' then fast_answers.respond_within_hours
            else score_bands.respond_within_hours
        end as respond_within_hours
    from candidates
    cross join runs
    cross join fast_answers
    inner join assignments
        on candidates.contact_id = assignments.contact_id
    inner join score_bands
        on candidates.band = score_bands.band
    left join sales_reps
        on assignments.rep_id = sales_reps.rep_id

),

answer_times as (

    {{ select_answer_times('promises', 'working_hours') }}

),

handoffs as (

    select
        handoff_id,
        scorecard_id,
        contact_id,
        handed_off_on,
        coalesce(handed_off_at, {{ end_of('handed_off_on') }}) as handed_off_at,
        channel,
        asked_at,
        score,
        band,
        bant_verdict,
        top_reasons,
        respond_by,
        rep_id,
        policy_version,
        email_hash,
        lead_id,
        draw_chance,
        false as is_new
    from past_handoffs
    union all
    select
        cast(promises.as_of_date as {{ type_text() }}) || ' ' || promises.contact_id as handoff_id,
        promises.scorecard_id,
        promises.contact_id,
        promises.as_of_date as handed_off_on,
        promises.starts_at as handed_off_at,
        promises.channel,
        promises.asked_at,
        promises.score,
        promises.band,
        promises.bant_verdict,
        promises.top_reasons,
        answer_times.respond_by,
        promises.rep_id,
        {{ policy_version() }} as policy_version,
        promises.email_hash,
        promises.contact_id as lead_id,
        promises.draw_chance,
        true as is_new
    from promises
    left join answer_times
        on promises.promise_id = answer_times.promise_id

)

select
    *,
    lead(handed_off_on) over (partition by lead_id order by handed_off_on, handoff_id) as next_handed_off_on
from handoffs
