-- One row per Salesforce opportunity that was not deleted; its contacts stand in salesforce__opportunity_contacts.
with

opportunities as (

    select * from {{ delivered('salesforce', 'opportunity') }}
    where not {{ is_true('is_deleted') }}

),

-- each change of amount or close date repeats the stage: the first time counts
entered as (

    select
        opportunity_id,
        stage_name,
        min({{ moment('created_date') }}) as entered_at
    from {{ delivered('salesforce', 'opportunity_history') }}
    group by opportunity_id, stage_name

)

select
    {{ id18('opportunities.id') }} as opportunity_id,
    {{ id18('opportunities.contact_id') }} as contact_id,
    {{ id18('opportunities.account_id') }} as account_id,
    opportunities.created_date as opened_at,
    -- close_date is a hope while an opportunity is open, and anybody can write it later
    case
        when {{ is_true('opportunities.is_closed') }}
            then coalesce(
                {{ moment('opportunities.last_stage_change_date') }}, entered.entered_at, {{ moment('opportunities.close_date') }}
            )
    end as closed_at,
    case
        when {{ is_true('opportunities.is_won') }} then 'won'
        when {{ is_true('opportunities.is_closed') }} then 'lost'
        else 'open'
    end as status,
    opportunities.amount,
    opportunities.loss_reason_c as lost_reason
from opportunities
left join entered
    on opportunities.id = entered.opportunity_id
    and opportunities.stage_name = entered.stage_name
