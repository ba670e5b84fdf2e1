-- One row per lead, stage of the funnel and day on which it got there: the first time, and each time that it became ready.
with

history as (select * from {{ ref('int_champion_history') }}),

bands as (

    select * from {{ ref('int_score_bands') }}
    where at_least > (select min(lowest.at_least) from {{ ref('int_score_bands') }} as lowest)

),

handoffs as (select * from {{ ref('int_handoffs') }}),

touches as (

    select * from {{ ref('int_lead_touches') }}
    where outcome = 'accepted'

),

opportunities as (select * from {{ ref('int_lead_opportunities') }}),

leads as (

    select
        lead_id,
        min(created_on) as created_on
    from history
    group by 1

),

-- a score counts for its band and for those below, so that no lead skips a stage
band_steps as (

    select
        history.lead_id,
        {{ band_stage('bands.band') }} as stage_key,
        min(history.as_of_date) as reached_on
    from history
    inner join bands
        on history.score >= bands.at_least
    group by 1, 2

),

history_starts as (

    select min(as_of_date) as first_date
    from history

),

steps as (

    select lead_id, 'lead' as stage_key, created_on as reached_on
    from leads
    union all
    -- a band that a lead has when the history begins has no known start, unless the lead itself is new
    select band_steps.lead_id, band_steps.stage_key, band_steps.reached_on
    from band_steps
    inner join leads
        on band_steps.lead_id = leads.lead_id
    cross join history_starts
    where
        band_steps.reached_on > history_starts.first_date
        or {{ dbt.date_trunc('month', 'leads.created_on') }} = {{ dbt.date_trunc('month', 'history_starts.first_date') }}
    union all
    select lead_id, 'handed_over', min(handed_off_on)
    from handoffs
    group by 1
    union all
    select lead_id, 'accepted', min(cast(touched_at as date))
    from touches
    group by 1
    union all
    select lead_id, 'opportunity', min(opened_on)
    from opportunities
    group by 1
    union all
    select lead_id, 'won', min(closed_on)
    from opportunities
    where is_won
    group by 1
    union all
    select distinct lead_id, 'ready', as_of_date
    from history
    where is_sales_ready and not was_sales_ready

)

select
    steps.lead_id,
    steps.stage_key,
    steps.reached_on,
    cast({{ dbt.date_trunc('month', 'steps.reached_on') }} as date) as month_date
from steps
inner join leads
    on steps.lead_id = leads.lead_id
