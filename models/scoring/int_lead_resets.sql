-- One row per moment at which a contact could be scored, once its interest has started again at nothing: the last day that does not count.
with

moments as (select * from {{ ref('int_scorable_moments') }}),

owners as (select * from {{ ref('int_identity_map') }}),

contact_accounts as (select * from {{ ref('int_contact_accounts') }}),

resets as (
    {{ select_reset_patterns() }}
),

touches as (

    select
        touches.contact_id,
        cast(touches.touched_at as date) as happened_on
    from {{ ref('stg_sales_touches') }} as touches
    inner join resets
        on resets.fact = 'touch'
        and {{ is_like("coalesce(" ~ plain_text('touches.outcome') ~ ", '')", 'resets.pattern') }}
    where touches.rejected_because is null

),

-- deals that have ended, of their people; '' = of everybody at the account
deals as (

    select
        people.contact_id,
        opportunities.account_id,
        opportunities.closed_on as happened_on
    from {{ ref('int_opportunities') }} as opportunities
    inner join resets
        on resets.fact = 'opportunity'
        and {{ is_like('opportunities.result', 'resets.pattern') }}
    inner join {{ ref('int_opportunity_people') }} as people
        on opportunities.opportunity_id = people.opportunity_id

),

told as (

    select contact_id, happened_on from touches
    union all
    select contact_id, happened_on from deals
    where contact_id <> ''

),

days as (

    select moments.moment_id, contact_days.activity_date as happened_on
    from moments
    inner join {{ ref('int_contact_days') }} as contact_days
        on moments.days_id = contact_days.days_id
        and moments.as_of_date >= contact_days.activity_date
    where contact_days.class_id in (
            select classes.class_id from {{ ref('int_activity_classes') }} as classes
            where classes.is_reset
        )
    union all
    select moments.moment_id, told.happened_on
    from told
    inner join owners
        on told.contact_id = owners.source_contact_id
    inner join moments
        on owners.contact_id = moments.contact_id
        and {{ known_on('owners', 'moments') }}
        and moments.as_of_date >= told.happened_on
    union all
    select moments.moment_id, deals.happened_on
    from deals
    inner join contact_accounts
        on deals.account_id = contact_accounts.account_id
    inner join moments
        on contact_accounts.contact_id = moments.contact_id
        and {{ known_on('contact_accounts', 'moments') }}
        and moments.as_of_date >= deals.happened_on
    where deals.contact_id = ''

)

select
    moment_id,
    max(happened_on) as reset_date
from days
group by moment_id
