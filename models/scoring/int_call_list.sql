-- One row per lead to call today: the champion's sales-ready leads with contact details, best first.
with

scores as (

    select * from {{ ref('int_lead_scores_today') }}
    where is_sales_ready

),

scorecards as (

    select * from {{ ref('int_scorecards') }}
    where is_champion

),

contacts as (

    select * from {{ ref('int_contacts') }}

),

accounts as (

    select * from {{ ref('int_accounts') }}

),

score_bands as (

    select * from {{ ref('int_score_bands') }}

),

missing_answers as (

    select * from {{ ref('int_missing_answers') }}

),

sales_reps as (

    select * from {{ ref('int_sales_reps') }}

)

select
    row_number() over (order by scores.score_rank) as call_rank,
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
    scores.top_reasons as why,
    coalesce(missing_answers.missing, '') as missing,
    score_bands.next_step,
    contacts.owner_id as rep_id,
    sales_reps.rep_name,
    -- hours count from the end of the as-of day
    {{ dbt.dateadd(
        'minute', 'cast(1440 + 60 * score_bands.respond_within_hours as integer)', 'cast(scores.as_of_date as timestamp)'
    ) }} as respond_by
from scores
inner join scorecards
    on scores.scorecard_id = scorecards.scorecard_id
inner join contacts
    on scores.contact_id = contacts.contact_id
inner join score_bands
    on scores.band = score_bands.band
left join accounts
    on contacts.account_id = accounts.account_id
left join missing_answers
    on scores.scorecard_id = missing_answers.scorecard_id
    and scores.contact_id = missing_answers.contact_id
    and scores.as_of_date = missing_answers.as_of_date
left join sales_reps
    on contacts.owner_id = sales_reps.rep_id
