-- One row per threshold from 0 to 100: what a hand-off at this score would bring sales to do, and to win (champion).
with

publication as (select * from {{ ref('int_publication') }}),

threshold_leads as (select * from {{ ref('int_threshold_leads') }}),

scorecards as (

    select * from {{ ref('int_scorecards') }}
    where is_champion

),

weeks as (

    select
        {{ quotient(time_between('first_date', 'last_date', 'day'), 7) }} as weeks
    from (
        select
            min(previous_month_end_date) as first_date,
            max(month_end_date) as last_date
        from {{ ref('int_champion_history') }}
        where is_recent
    ) as recent_months

),

capacity as (

    -- a team with one seller who has no limit has none
    select
        cast(
            case when count(weekly_capacity) = count(*) then sum({{ greatest_of('floor(weekly_capacity)', 0) }}) end as {{ type_double() }}
        ) as weekly_capacity
    from {{ ref('int_rep_capacity') }}

),

opportunities as (

    select count(*) as opportunities
    from {{ ref('int_lead_opportunities') }}

),

rates as (

    select
        threshold_leads.*,
        {{ quotient('threshold_leads.recent_leads', 'weeks.weeks') }} as leads_per_week,
        -- where no opportunity is known, nothing is known of wins
        case
            when opportunities.opportunities > 0
                then {{ quotient('threshold_leads.won_leads', 'threshold_leads.mature_leads') }}
        end as win_rate,
        capacity.weekly_capacity
    from threshold_leads
    cross join weeks
    cross join capacity
    cross join opportunities

)

select
    cast(rates.threshold as integer) as threshold,
    cast(publication.as_of_date as date) as as_of_date,
    cast(scorecards.scorecard_id as {{ type_text() }}) as scorecard_id,
    cast(rates.threshold = {{ greatest_of('ceil(scorecards.handoff_at_least)', 0) }} as boolean) as is_handoff_threshold,
    cast(rates.leads as bigint) as leads,
    {{ to_decimal('rates.leads_per_week', 18, 3) }} as leads_per_week,
    cast({{ to_decimal('rates.weekly_capacity', 18, 0) }} as bigint) as weekly_capacity,
    {{ to_six_places(quotient('rates.leads_per_week', 'rates.weekly_capacity')) }} as load,
    cast(rates.mature_leads as bigint) as mature_leads,
    cast(rates.won_leads as bigint) as won_leads,
    {{ to_six_places('rates.win_rate') }} as win_rate,
    {{ to_decimal('rates.leads_per_week * rates.win_rate', 18, 3) }} as expected_wins_per_week
from rates
cross join publication
cross join scorecards
