-- One row per delivered row of `opportunities`: typed, with the reason if it cannot be used.
with

raw_opportunities as (

    select * from {{ raw_table('opportunities') }}

),

typed as (

    select
        raw_row_number,
        opportunity_id as row_id,
        opportunity_id,
        contact_id,
        account_id,
        {{ safe_timestamp('opened_at') }} as opened_at,
        {{ safe_timestamp('closed_at') }} as closed_at,
        status,
        {{ safe_decimal('amount') }} as amount,
        lost_reason,
        {{ unreadable_columns(amounts=['amount'], timestamps=['opened_at', 'closed_at']) }} as unreadable_columns
    from raw_opportunities

)

select
    *,
    case
        when opportunity_id is null then 'no_opportunity_id'
        when opened_at is null then 'no_opened_at'
        when contact_id is null and account_id is null then 'no_contact_or_account_id'
    end as rejected_because
from typed
