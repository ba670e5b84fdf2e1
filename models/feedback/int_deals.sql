-- One row per opportunity that is won, lost or stalled (open for longer than the champion's sales cycle): when, and how.
with

opportunities as (

    select * from {{ ref('int_opportunities') }}
    where known_from <= {{ as_of() }}

),

scorecards as (

    select * from {{ ref('int_scorecards') }}
    where is_champion

),

runs as (select * from {{ ref('int_run') }}),

ages as (

    select
        opportunities.*,
        {{ time_between('known_from', 'as_of_date', 'day') }} as age_days
    from opportunities
    cross join runs

),

deals as (

    select
        ages.*,
        ages.age_days >= scorecards.sales_cycle_days as is_mature
    from ages
    cross join scorecards

)

select
    opportunity_id,
    known_from as opened_on,
    closed_on,
    coalesce(result, 'stalled') as result,
    is_mature,
    lost_reason
from deals
where
    result is not null
    or is_mature
