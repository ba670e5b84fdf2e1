-- One row per stage, deal that was won or lost, day and activity of its people: before it was opened, and in its first days.
with

deals as (select * from {{ ref('int_deal_stages') }}),

lead_opportunities as (select * from {{ ref('int_lead_opportunities') }}),

runs as (select * from {{ ref('int_run') }}),

owners as (select * from {{ ref('int_identity_map') }}),

machine_clients as (select * from {{ ref('int_machine_clients') }}),

activity as (

    select events.*
    from {{ ref('int_events') }} as events
    left join machine_clients
        on events.client_id = machine_clients.client_id
    where machine_clients.client_id is null

),

deal_visitors as (

    select
        deals.opportunity_id,
        deals.stage,
        deals.result,
        deals.from_date,
        deals.until_date,
        owners.visitor_id
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
    deal_visitors.stage,
    deal_visitors.result,
    activity.activity_date,
    activity.activity_id,
    count(*) as events
from deal_visitors
inner join activity
    on deal_visitors.visitor_id = activity.visitor_id
    and deal_visitors.from_date <= activity.activity_date
    and deal_visitors.until_date > activity.activity_date
group by 1, 2, 3, 4, 5
