-- One row per scorecard, opportunity and contact: the score on the day before the opportunity was opened, and how it ended.
with

scores as (

    select * from {{ ref('int_lead_scores') }}

),

opportunity_contacts as (

    select * from {{ ref('int_opportunity_contacts') }}

),

opportunities as (

    select
        *,
        {{ plain_text('status') }} as outcome,
        case when known_until <= {{ as_of() }} then known_until end as closed_on
    from {{ ref('int_opportunities') }}

),

scorecards as (

    select * from {{ ref('int_scorecards') }}

)

select
    scores.scorecard_id,
    opportunities.opportunity_id,
    scores.contact_id,
    scores.as_of_date,
    scores.score,
    scores.band,
    scores.fit_total,
    scores.interest_total,
    case
        when opportunities.closed_on is not null and opportunities.outcome in ('won', 'lost') then opportunities.outcome
        else 'open'
    end as status,
    opportunities.closed_on as closed_at,
    opportunities.amount,
    {{ datediff('opportunities.known_from', 'opportunities.closed_on', 'day') }} as days_to_close,
    {{ datediff('opportunities.known_from', as_of(), 'day') }} >= scorecards.sales_cycle_days as is_mature
from opportunity_contacts
inner join scores
    on opportunity_contacts.contact_id = scores.contact_id
    and opportunity_contacts.as_of_date = scores.as_of_date
inner join opportunities
    on opportunity_contacts.opportunity_id = opportunities.opportunity_id
inner join scorecards
    on scores.scorecard_id = scorecards.scorecard_id
