-- One row per hand-off: the band it was handed over with, and whether an opportunity opened after it was won.
with

progress as (select * from {{ ref('int_handoff_progress') }}),

contact_accounts as (select * from {{ ref('int_contact_accounts') }}),

scorecards as (select * from {{ ref('int_scorecards') }}),

opportunities as (select * from {{ ref('int_opportunities') }}),

ages as (

    select
        *,
        {{ time_between('handed_off_on', as_of(), 'day') }} as age_days,
        {{ time_between('handed_off_on', 'closed_on', 'day') }} as days_to_close
    from progress

)

select
    ages.scorecard_id,
    ages.handoff_id,
    ages.contact_id,
    ages.lead_id,
    contact_accounts.account_id,
    ages.handed_off_on,
    ages.next_handed_off_on,
    ages.closed_on,
    ages.band,
    ages.channel,
    ages.draw_chance,
    ages.rep_id,
    case
        when ages.state in ('won', 'lost') then ages.state
        -- sales has looked and said that nothing will come of it
        when ages.state = 'disqualified' then 'lost'
    end as result,
    coalesce(ages.age_days >= scorecards.sales_cycle_days, true) as is_mature,
    ages.amount,
    case when not opportunities.is_closed_before_opened then ages.days_to_close end as days_to_close
from ages
left join scorecards
    on ages.scorecard_id = scorecards.scorecard_id
left join contact_accounts
    on ages.lead_id = contact_accounts.contact_id
    and ages.handed_off_on >= contact_accounts.known_from
    and ages.handed_off_on < contact_accounts.known_until
left join opportunities
    on ages.opportunity_id = opportunities.opportunity_id
