-- One row per scorecard in use or rival score and threshold from 0 to 100 of the champion: what a hand-off there brings to do, and to win.
with

publication as (select * from {{ ref('int_publication') }}),

threshold_leads as (select * from {{ ref('int_threshold_leads') }}),

scorecards as (select * from {{ ref('int_scorecards') }}),

champion as (

    select * from scorecards
    where is_champion

),

recent_months as (

    select {{ quotient(time_between('min(previous_month_end_date)', 'max(month_end_date)', 'day'), 7) }} as weeks
    from {{ ref('int_champion_history') }}
    where is_recent

),

capacity as (

    -- a team with one seller who has no limit has none
    select
        cast(
            case when count(weekly_capacity) = count(*) then sum({{ greatest_of('floor(weekly_capacity)', 0) }}) end as {{ type_double() }}
        ) as weekly_capacity
    from {{ ref('int_rep_capacity') }}

),

opportunities as (select count(*) as opportunities from {{ ref('int_lead_opportunities') }}),

rates as (

    select
        threshold_leads.*,
        champion.scorecard_id,
        {{ quotient('threshold_leads.recent_leads', 'recent_months.weeks') }} as leads_per_week,
        -- where no opportunity is known, nothing is known of wins
        case
            when opportunities.opportunities > 0 then {{ quotient('threshold_leads.won_leads', 'threshold_leads.mature_leads') }}
        end as win_rate,
        capacity.weekly_capacity
    from threshold_leads
    cross join champion
    cross join recent_months
    cross join capacity
    cross join opportunities

),

pairs as (
    {{ select_challenged_opportunities('(select * from ' ~ ref('int_period_opportunities') ~ " where period = 'after')", 'scorecards') }}
),

-- young opportunities are left out, those of another population at another age
later_weeks as (

    select
        pairs.scorecard_id,
        {{ quotient(time_between('max(cut_dates.cut_date)', 'max(pairs.opened_on)', 'day'), 7) }} as weeks
    from pairs
    cross join {{ ref('int_cut_date') }} as cut_dates
    group by pairs.scorecard_id

),

same_calls as (
    {{ select_same_calls('pairs', 'threshold_leads') }}
),

compared as (

    select
        rates.*,
        coalesce(rates.scorecard_id, same_calls.scorecard_id) as compared_id,
        coalesce(rates.threshold, same_calls.threshold) as compared_threshold,
        {{ quotient('same_calls.calls', 'later_weeks.weeks') }} as calls,
        {{ quotient('same_calls.won', 'later_weeks.weeks') }} as won,
        case when rates.threshold is null then {{ quotient('same_calls.won - same_calls.champion_won', 'later_weeks.weeks') }} end as more,
        {{ quotient('1.959963984540054 * same_calls.standard_error', 'later_weeks.weeks') }} as margin
    from rates
    full outer join same_calls
        on rates.scorecard_id = same_calls.scorecard_id
        and rates.threshold = same_calls.threshold
    left join later_weeks
        on same_calls.scorecard_id = later_weeks.scorecard_id

)

select
    cast(compared.compared_id as {{ type_text() }}) as scorecard_id,
    cast(compared.compared_threshold as integer) as threshold,
    cast(publication.as_of_date as date) as as_of_date,
    cast(compared.compared_threshold = {{ greatest_of('ceil(champion.handoff_at_least)', 0) }} as boolean) as is_handoff_threshold,
    cast(compared.leads as bigint) as leads,
    {{ to_decimal('compared.leads_per_week', 18, 3) }} as leads_per_week,
    cast({{ to_decimal('compared.weekly_capacity', 18, 0) }} as bigint) as weekly_capacity,
    {{ to_six_places(quotient('compared.leads_per_week', 'compared.weekly_capacity')) }} as load,
    cast(compared.mature_leads as bigint) as mature_leads,
    cast(compared.won_leads as bigint) as won_leads,
    {{ to_six_places('compared.win_rate') }} as win_rate,
    {{ to_decimal('compared.leads_per_week * compared.win_rate', 18, 3) }} as expected_wins_per_week,
    {{ to_decimal('compared.calls', 18, 3) }} as calls_per_week,
    {{ to_decimal('compared.won', 18, 3) }} as wins_per_week,
    {{ to_decimal('compared.more', 18, 3) }} as more_wins_per_week,
    {{ to_decimal('compared.more - compared.margin', 18, 3) }} as more_wins_per_week_low,
    {{ to_decimal('compared.more + compared.margin', 18, 3) }} as more_wins_per_week_high,
    cast(compared.threshold is not null as boolean) as is_champion
from compared
cross join publication
cross join champion
