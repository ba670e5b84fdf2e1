-- One row per measure and range of it (at_least up to below): deals that had so much of it before they were opened, won and lost.
with

publication as (select * from {{ ref('int_publication') }}),

efforts as (

    select
        *,
        -- each range is twice as wide as the one before it
        case
            when amount < 1 then 0
            when amount < 2 then 1
            when amount < 4 then 2
            when amount < 8 then 4
            when amount < 16 then 8
            when amount < 32 then 16
            else 32
        end as at_least
    from {{ ref('int_deal_efforts') }}

),

settings as (select * from {{ ref('int_settings') }}),

wording as (select * from {{ ref('int_wording') }}),

counts as (

    select
        measure,
        at_least,
        case when at_least = 0 then 1 when at_least < 32 then 2 * at_least end as below,
        count(case when result = 'won' then 1 end) as won,
        count(case when result = 'lost' then 1 end) as lost,
        {{ quotient("count(case when result = 'won' then 1 end)", 'count(*)') }} as win_rate
    from efforts
    group by 1, 2

)

select
    cast(counts.measure as {{ dbt.type_string() }}) as measure,
    cast(counts.at_least as bigint) as at_least,
    cast(counts.below as bigint) as below,
    cast(publication.as_of_date as date) as as_of_date,
    cast(counts.won as bigint) as won,
    cast(counts.lost as bigint) as lost,
    {{ to_six_places('counts.win_rate') }} as win_rate,
    {{ to_six_places(wilson_bound('counts.win_rate', '(counts.won + counts.lost)', '-')) }} as win_rate_low,
    {{ to_six_places(wilson_bound('counts.win_rate', '(counts.won + counts.lost)', '+')) }} as win_rate_high,
    cast({{ filled_in('wording.phrase_text', {'cases': 'counts.won + counts.lost'}) }} as {{ dbt.type_string() }}) as remark
from counts
cross join publication
cross join settings
left join wording
    on wording.phrase = {{ sample_phrase('(counts.won + counts.lost)', 'settings') }}
