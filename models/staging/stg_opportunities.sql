-- One row per delivered row of `opportunities`: typed, with the reason if it cannot be used.
with

raw_opportunities as (

    select * from {{ raw_table('opportunities', timestamps=['opened_at', 'closed_at']) }}

),

opportunities_with_contacts as (

    select distinct opportunity_id as with_contacts_id
    from {{ ref('stg_opportunity_contacts') }}
    where rejected_because is null

)

select
    raw_row_number,
    opportunity_id as row_id,
    opportunity_id,
    contact_id,
    account_id,
    opened_at,
    closed_at,
    status,
    {{ safe_decimal('amount') }} as amount,
    amount as amount_text,
    lost_reason,
    {{ unreadable_columns(amounts=['amount'], unread=['opened_at', 'closed_at']) }} as unreadable_columns,
    case
        when opportunity_id is null then 'no_opportunity_id'
        when opened_at_text is not null then 'unreadable_opened_at'
        when opened_at is null then 'no_opened_at'
        when contact_id is null and account_id is null and with_contacts_id is null then 'no_contact_or_account_id'
    end as rejected_because
from raw_opportunities
left join opportunities_with_contacts
    on raw_opportunities.opportunity_id = opportunities_with_contacts.with_contacts_id
