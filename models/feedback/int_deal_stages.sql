-- One row per mature deal that was won or lost and stage of it: the days in which its people are watched.
with

deals as (

    select
        *,
        {{ time_between('opened_on', 'closed_on', 'day') }} as open_days
    from {{ ref('int_deals') }}
    where
        is_mature
        and result in ('won', 'lost')

),

settings as (

    select
        cast(content_days as integer) as content_days,
        cast(open_days as integer) as open_days
    from {{ ref('int_settings') }}

)

select
    deals.opportunity_id,
    'before_opening' as stage,
    deals.result,
    {{ days_after('deals.opened_on', '-settings.content_days') }} as from_date,
    deals.opened_on as until_date
from deals
cross join settings

union all

-- lost deals stay open longer and would see more of everything, so only the first open_days count, and only deals that were open for as
-- long
select
    deals.opportunity_id,
    'while_open' as stage,
    deals.result,
    deals.opened_on as from_date,
    {{ days_after('deals.opened_on', 'settings.open_days') }} as until_date
from deals
cross join settings
where deals.open_days >= settings.open_days
