-- One row per deal that was won or lost in good time, day and activity of its people, from content_days before it was opened until it closed.
with

deals as (

    select * from {{ ref('int_deals') }}
    where
        is_mature
        and result in ('won', 'lost')

),

lead_opportunities as (

    select * from {{ ref('int_lead_opportunities') }}

),

runs as (

    select * from {{ ref('int_run') }}

),

owners as (

    select * from {{ ref('int_visitor_owners') }}

),

settings as (

    select * from {{ ref('int_settings') }}

),

machine_agents as (

    select * from {{ ref('int_machine_agents') }}

),

activity as (

    select
        daily.visitor_key,
        daily.activity_date,
        daily.activity_key,
        sum(daily.events) as events
    from {{ ref('int_activity_daily') }} as daily
    left join machine_agents
        on daily.event_type = machine_agents.event_type
        and daily.user_agent = machine_agents.user_agent
    where machine_agents.machine_rule_id is null
    group by 1, 2, 3

),

deal_visitors as (

    select
        deals.opportunity_id,
        deals.result,
        deals.opened_on,
        deals.closed_on,
        owners.visitor_key
    from deals
    inner join lead_opportunities
        on deals.opportunity_id = lead_opportunities.opportunity_id
    cross join runs
    inner join owners
        on lead_opportunities.lead_id = owners.contact_id
        and {{ known_on('owners', 'runs') }}

)

select
    deal_visitors.opportunity_id,
    deal_visitors.result,
    activity.activity_date,
    activity.activity_key,
    case when activity.activity_date < deal_visitors.opened_on then 'before_opening' else 'while_open' end as stage,
    sum(activity.events) as events
from deal_visitors
cross join settings
inner join activity
    on deal_visitors.visitor_key = activity.visitor_key
    -- what happens on the day of closing knows the outcome
    and deal_visitors.closed_on > activity.activity_date
where {{ datediff('activity.activity_date', 'deal_visitors.opened_on', 'day') }} <= coalesce(settings.content_days, 36500)
group by 1, 2, 3, 4, 5
