-- One row per deal that was not deleted: with its contact where it has one; several stand in opportunity_contacts.
with

deals as (

    select * from {{ hubspot('deal') }}
    where not {{ is_true('is_deleted') }}

),

deal_contacts as (

    select
        deal_id,
        min(contact_id) as contact_id,
        count(distinct contact_id) as contacts
    from {{ hubspot('deal_contact') }}
    group by deal_id

),

deal_companies as (

    select
        deal_id,
        min(company_id) as company_id
    from {{ hubspot('deal_company') }}
    group by deal_id

),

stages as (

    select
        *,
        -- older connectors say how likely a sale is, and not whether the stage is closed
        case
            when is_closed is not null then {{ is_true('is_closed') }}
            else coalesce(cast(nullif(trim(probability), '') as numeric(18, 6)) in (0, 1), false)
        end as is_end,
        case
            when closed_won is not null then {{ is_true('closed_won') }}
            else coalesce(cast(nullif(trim(probability), '') as numeric(18, 6)) = 1, false)
        end as is_won
    from {{ hubspot('deal_pipeline_stage') }}

),

-- closedate is a hope while a deal is open, and anybody can write it later
entered as (

    select
        deal_id,
        value as stage_id,
        max(cast(date_entered as timestamp)) as entered_at
    from {{ hubspot('deal_stage') }}
    group by deal_id, value

)

select
    deals.deal_id as opportunity_id,
    case when deal_contacts.contacts = 1 then deal_contacts.contact_id end as contact_id,
    deal_companies.company_id as account_id,
    deals.property_createdate as opened_at,
    case
        when stages.is_end then coalesce(entered.entered_at, cast(deals.property_closedate as timestamp))
    end as closed_at,
    case
        when stages.is_won then 'won'
        when stages.is_end then 'lost'
        else 'open'
    end as status,
    deals.property_amount as amount,
    deals.property_closed_lost_reason as lost_reason
from deals
left join deal_contacts
    on deals.deal_id = deal_contacts.deal_id
left join deal_companies
    on deals.deal_id = deal_companies.deal_id
left join stages
    on deals.deal_pipeline_stage_id = stages.stage_id
    and deals.deal_pipeline_id = stages.pipeline_id
left join entered
    on deals.deal_id = entered.deal_id
    and deals.deal_pipeline_stage_id = entered.stage_id
