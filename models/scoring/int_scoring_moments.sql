-- One row per scoring moment: a contact and a date up to whose end things are known, with the purposes it is scored for.
-- depends_on: {{ ref('int_policy_problems') }}
with

contacts as (select * from {{ ref('int_contacts') }}),

owners as (select * from {{ ref('int_identity_map') }}),

-- who objected, still does after a merge
objectors as (

    select distinct
        owners.contact_id,
        owners.known_from,
        owners.known_until
    from owners
    inner join contacts
        on owners.source_contact_id = contacts.contact_id
    where contacts.is_do_not_score

),

journeys as (

    select distinct {{ journey_lead('journey_id') }} as contact_id from {{ policy_seed('journeys') }}

),

dates as (

    {{ select_moment_dates() }}
    union all
    select
        month_end_date as as_of_date,
        'month_end' as purpose
    from ({{ select_month_ends() }}) as month_ends

),

candidates as (

    select
        contacts.contact_id,
        dates.as_of_date,
        dates.purpose
    from contacts
    inner join dates
        on contacts.created_on <= dates.as_of_date
    union all
    select
        contact_id,
        as_of_date,
        'opportunity' as purpose
    from {{ ref('int_opportunity_contacts') }}
    union all
    select
        contact_id,
        last_run_date as as_of_date,
        'comparison' as purpose
    from {{ ref('int_rescored_contacts') }}
    union all
    -- the lead as it was when it was handed over
    select
        contact_id,
        handed_off_on as as_of_date,
        'handoff' as purpose
    from {{ ref('int_past_handoffs') }}

),

moments as (

    select
        contact_id,
        as_of_date,
        {{ dbt.bool_or("purpose = 'as_of'") }} as is_today,
        {{ dbt.bool_or("purpose in ('as_of', 'month_end')") }} as is_history,
        -- for month ends only totals are kept
        {{ dbt.bool_or("purpose in ('as_of', 'opportunity', 'comparison')") }} as has_ledger
    from candidates
    group by 1, 2

)

select
    moments.contact_id,
    moments.as_of_date,
    {{ hash_of(['moments.contact_id', 'moments.as_of_date']) }} as moment_id,
    moments.is_today,
    moments.is_history,
    moments.has_ledger
from moments
inner join contacts
    on moments.contact_id = contacts.contact_id
    and moments.as_of_date >= contacts.created_on
    and moments.as_of_date < coalesce(contacts.deleted_on, {{ always_until() }})
-- a contact that was merged into another by then is not scored
inner join owners
    on moments.contact_id = owners.source_contact_id
    and moments.contact_id = owners.contact_id
    and {{ known_on('owners', 'moments') }}
left join objectors
    on moments.contact_id = objectors.contact_id
    and {{ known_on('objectors', 'moments') }}
where objectors.contact_id is null

union all

-- the policy's typical leads are scored by the same models and never published
select
    contact_id,
    {{ as_of() }} as as_of_date,
    {{ hash_of(['contact_id', as_of()]) }} as moment_id,
    false as is_today,
    false as is_history,
    true as has_ledger
from journeys
