-- One row per lead to call today, best first: handed over and not called yet, or asking again when sales is done with it.
with

calls as (select * from {{ ref('int_calls') }}),

scores as (select * from {{ ref('int_lead_scores_today') }}),

scorecards as (select * from {{ ref('int_scorecards') }}),

contacts as (select * from {{ ref('int_contacts') }}),

accounts as (select * from {{ ref('int_accounts') }}),

-- a lead that has asked to buy gets the next step of the most urgent band, everybody on the list at least that of the hand-off band
next_steps as (

    select
        *,
        row_number() over (order by respond_within_hours asc nulls last, at_least desc) as urgency_rank
    from {{ ref('int_score_bands') }}

),

missing_answers as (select * from {{ ref('int_missing_answers') }}),

fast_lane as (select * from {{ ref('int_fast_lane') }}),

runs as (select * from {{ ref('int_run') }}),

wording as (select * from {{ ref('int_wording') }}),

requests as (

    {{ select_requests_in_words('fast_lane', 'calls', 'runs', 'wording') }}

),

remarks as (

    {{ select_call_remarks('calls', 'scores', 'contacts', ref('int_handoffs'), 'wording') }}

)

select
    row_number() over (
        order by case when calls.is_urgent then 0 else 1 end, scores.score_rank
    ) as call_rank,
    scores.contact_id,
    contacts.full_name,
    contacts.job_title,
    contacts.email,
    contacts.phone,
    contacts.country,
    accounts.account_name,
    scores.score,
    scores.band,
    scores.bant_verdict,
    coalesce(requests.requests || case when scores.top_reasons <> '' then separators.phrase_text || ' ' else '' end, '')
    || scores.top_reasons as why,
    scores.against,
    scores.fit_total,
    scorecards.fit_max,
    scores.interest_total,
    scorecards.interest_max,
    scores.last_activity_date,
    coalesce(missing_answers.missing, '') as missing,
    next_steps.next_step || coalesce(separators.phrase_text || ' ' || missing_answers.first_question, '') as next_step,
    calls.rep_id,
    calls.rep_name,
    calls.respond_by,
    calls.respond_by_local,
    calls.time_zone,
    calls.asked_at,
    calls.handoff_id,
    calls.handed_off_on,
    calls.channel,
    coalesce(remarks.remarks, '') as remarks,
    {{ has_opted_out('scores.email_status') }} as has_opted_out
from calls
inner join scores
    on calls.lead_id = scores.contact_id
inner join scorecards
    on scores.scorecard_id = scorecards.scorecard_id
    and scorecards.is_champion
inner join contacts
    on scores.contact_id = contacts.contact_id
inner join next_steps
    on case
        when calls.is_urgent then next_steps.urgency_rank = 1
        else
            {{ greatest_of('scores.score', 'scorecards.handoff_at_least') }} >= next_steps.at_least
            and coalesce({{ greatest_of('scores.score', 'scorecards.handoff_at_least') }} < next_steps.below, true)
    end
left join wording as separators
    on separators.phrase = 'reason_separator'
left join requests
    on calls.lead_id = requests.lead_id
left join accounts
    on contacts.account_id = accounts.account_id
left join missing_answers
    on scores.scorecard_id = missing_answers.scorecard_id
    and scores.contact_id = missing_answers.contact_id
left join remarks
    on scores.contact_id = remarks.contact_id
where
    scores.blocked_besides_lines = ''
    and {{ within_recycle_days('calls.handed_off_on', 'scores.as_of_date', 'scorecards.recycle_after_days') }}
