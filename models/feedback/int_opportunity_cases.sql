-- One row per scorecard and opportunity: its best-scored contact on the day before it was opened, and how it ended.
with

scores as (select * from {{ ref('int_opportunity_scores') }}),

opportunities as (select * from {{ ref('int_opportunities') }}),

contact_accounts as (select * from {{ ref('int_contact_accounts') }}),

-- the order in which leads are called
ranked as (

    select
        *,
        row_number() over (
            partition by scorecard_id, opportunity_id
            order by score desc, interest_total desc, fit_total desc, contact_id asc
        ) as call_order
    from scores

)

select
    ranked.scorecard_id,
    ranked.opportunity_id,
    ranked.contact_id,
    coalesce(opportunities.account_id, contact_accounts.account_id) as account_id,
    ranked.as_of_date,
    opportunities.known_from as opened_on,
    ranked.score,
    ranked.band,
    case when ranked.status <> 'open' then ranked.status end as result,
    ranked.is_mature,
    ranked.amount,
    ranked.days_to_close
from ranked
inner join opportunities
    on ranked.opportunity_id = opportunities.opportunity_id
left join contact_accounts
    on ranked.contact_id = contact_accounts.contact_id
    and {{ known_on('contact_accounts', 'ranked') }}
where ranked.call_order = 1
