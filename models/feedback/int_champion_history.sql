-- One row per contact and history date on which the champion scored it, with the contact that the lead is known as on the as-of date.
with

history as (select * from {{ ref('int_lead_score_history') }}),

scorecards as (

    select * from {{ ref('int_scorecards') }}
    where is_champion

),

contacts as (select * from {{ ref('int_contacts') }}),

runs as (select * from {{ ref('int_run') }}),

owners as (select * from {{ ref('int_identity_map') }}),

scores as (

    select
        history.contact_id,
        history.as_of_date,
        owners.contact_id as lead_id,
        contacts.created_on,
        history.score,
        history.is_sales_ready,
        history.blocked_besides_score,
        lag(history.is_sales_ready) over (partition by history.contact_id order by history.as_of_date) as was_sales_ready
    from history
    inner join scorecards
        on history.scorecard_id = scorecards.scorecard_id
    inner join contacts
        on history.contact_id = contacts.contact_id
    cross join runs
    inner join owners
        on history.contact_id = owners.source_contact_id
        and {{ known_on('owners', 'runs') }}

),

-- month ends that have scores, the as-of date included where it is one
month_ends as (

    select distinct as_of_date as month_end_date
    from scores
    where {{ dbt.date_trunc('month', 'as_of_date') }} < {{ dbt.date_trunc('month', days_after('as_of_date', 1)) }}

),

ranked_months as (

    select
        month_end_date,
        lag(month_end_date) over (order by month_end_date) as previous_month_end_date,
        row_number() over (order by month_end_date desc) as recency_rank
    from month_ends

)

select
    scores.*,
    ranked_months.month_end_date,
    ranked_months.previous_month_end_date,
    -- of the last six month ends; the first of all has none to be compared with
    coalesce(ranked_months.previous_month_end_date is not null and ranked_months.recency_rank <= 6, false) as is_recent
from scores
left join ranked_months
    on scores.as_of_date = ranked_months.month_end_date
