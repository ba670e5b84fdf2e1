-- One row per scorecard, opportunity and contact: the score on the day before the opportunity was opened, and how it ended.
with

scores as (select * from {{ ref('int_lead_scores') }}),

opportunity_contacts as (select * from {{ ref('int_opportunity_contacts') }}),

opportunities as (select * from {{ ref('int_opportunities') }}),

ages as (

    select
        *,
        case
            when not is_closed_before_opened then {{ time_between('known_from', 'closed_on', 'day') }}
        end as days_to_close,
        {{ time_between('known_from', as_of(), 'day') }} as age_days
    from opportunities

),

scorecards as (select * from {{ ref('int_scorecards') }})

select
    scores.scorecard_id,
    ages.opportunity_id,
    scores.contact_id,
    scores.as_of_date,
    scores.score,
    scores.band,
    scores.fit_total,
    scores.interest_total,
    coalesce(ages.result, 'open') as status,
    ages.closed_on as closed_at,
    ages.amount,
    ages.days_to_close,
    ages.age_days >= scorecards.sales_cycle_days as is_mature,
    scorecards.is_champion
from opportunity_contacts
inner join scores
    on opportunity_contacts.contact_id = scores.contact_id
    and opportunity_contacts.as_of_date = scores.as_of_date
inner join ages
    on opportunity_contacts.opportunity_id = ages.opportunity_id
inner join scorecards
    on scores.scorecard_id = scorecards.scorecard_id
