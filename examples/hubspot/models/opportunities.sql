-- One row per deal that was not deleted: with its contact where it has one, else with its company, which is every contact of it.
with

deals as (

    select * from {{ source('hubspot', 'deal') }}
    where not {{ is_true('is_deleted') }}

),

deal_contacts as (

    select
        deal_id,
        min(contact_id) as contact_id,
        count(distinct contact_id) as contacts
    from {{ source('hubspot', 'deal_contact') }}
    group by deal_id

),

deal_companies as (

    select
        deal_id,
        min(company_id) as company_id
    from {{ source('hubspot', 'deal_company') }}
    group by deal_id

),

stages as (

    select * from {{ source('hubspot', 'deal_pipeline_stage') }}

),

-- closedate is a hope while a deal is open, and anybody can write it later
entered as (

    select
        deal_id,
        value as stage_id,
        max(cast(date_entered as timestamp)) as entered_at
    from {{ source('hubspot', 'deal_stage') }}
    group by deal_id, value

)

select
    deals.deal_id as opportunity_id,
    case
        when deal_contacts.contacts = 1 or deal_companies.company_id is null then deal_contacts.contact_id
    end as contact_id,
    deal_companies.company_id as account_id,
    deals.property_createdate as opened_at,
    case
        when {{ is_true('stages.is_closed') }} then coalesce(entered.entered_at, cast(deals.property_closedate as timestamp))
    end as closed_at,
    case
        when {{ is_true('stages.closed_won') }} then 'won'
        when {{ is_true('stages.is_closed') }} then 'lost'
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
