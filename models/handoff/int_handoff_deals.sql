-- One row per hand-off that opportunities followed before the lead's next hand-off: the won one, else an open, else a lost one.
with

handoffs as (select * from {{ ref('int_handoffs') }}),

opportunities as (

    select
        people.contact_id,
        opportunities.*
    from {{ ref('int_opportunity_people') }} as people
    inner join {{ ref('int_opportunities') }} as opportunities
        on people.opportunity_id = opportunities.opportunity_id
    where opportunities.known_from <= {{ as_of() }}

),

runs as (select * from {{ ref('int_run') }}),

owners as (select * from {{ ref('int_identity_map') }}),

contact_accounts as (select * from {{ ref('int_contact_accounts') }}),

lead_opportunities as (

    select
        coalesce(owners.contact_id, opportunities.contact_id) as lead_id,
        opportunities.*
    from opportunities
    cross join runs
    left join owners
        on opportunities.contact_id = owners.source_contact_id
        and {{ known_on('owners', 'runs') }}
    where opportunities.contact_id <> ''
    union all
    -- an opportunity without a contact belongs to everybody at the account
    select
        contact_accounts.contact_id as lead_id,
        opportunities.*
    from opportunities
    inner join contact_accounts
        on opportunities.account_id = contact_accounts.account_id
        and opportunities.known_from >= contact_accounts.known_from
        and opportunities.known_from < contact_accounts.known_until
    where opportunities.contact_id = ''

),

ranked as (

    select
        handoffs.handoff_id,
        opportunities.opportunity_id,
        opportunities.known_from as opened_on,
        opportunities.closed_on,
        opportunities.amount,
        coalesce(opportunities.result, 'opportunity') as state,
        row_number() over (
            partition by handoffs.handoff_id
            order by
                case when opportunities.result = 'won' then 1 when opportunities.result is null then 2 else 3 end,
                opportunities.known_from,
                opportunities.opportunity_id
        ) as deal_rank
    from handoffs
    inner join lead_opportunities as opportunities
        on handoffs.lead_id = opportunities.lead_id
        and handoffs.handed_off_on <= opportunities.known_from
    where
        handoffs.next_handed_off_on is null
        or handoffs.next_handed_off_on > opportunities.known_from

)

select
    handoff_id,
    opportunity_id,
    opened_on,
    closed_on,
    amount,
    state
from ranked
where deal_rank = 1
