-- One row per signal about how opportunities ended: its value with an interval, and the number of cases behind it.
with

scorecards as (

    select * from {{ ref('int_scorecards') }}
    where is_champion

),

resolved as (

    select
        resolved.*,
        scorecards.sales_cycle_days
    from {{ ref('int_resolved_opportunities') }} as resolved
    inner join scorecards
        on resolved.scorecard_id = scorecards.scorecard_id

),

score_bands as (select * from {{ ref('int_score_bands') }}),

outcomes as (

    select
        count(case when is_won then 1 end) as won,
        count(case when not is_won then 1 end) as lost
    from resolved

),

band_rates as (

    select
        score_bands.at_least,
        count(*) as cases,
        {{ quotient('count(case when resolved.is_won then 1 end)', 'count(*)') }} as rate,
        -- Agresti and Coull's: neither 0 nor 1, so that small bands have a spread
        {{ quotient('count(case when resolved.is_won then 1 end) + 2', 'count(*) + 4') }} as steady_rate
    from resolved
    inner join score_bands
        on resolved.band = score_bands.band
    group by 1

),

-- a lower band that closes better than a higher one, by more than chance explains
reversals as (

    select
        lower_bands.at_least,
        lower_bands.cases + higher_bands.cases as cases,
        lower_bands.rate - higher_bands.rate as difference,
        {{ square_root(
            quotient('lower_bands.steady_rate * (1 - lower_bands.steady_rate)', 'lower_bands.cases + 4')
            ~ ' + ' ~ quotient('higher_bands.steady_rate * (1 - higher_bands.steady_rate)', 'higher_bands.cases + 4')
        ) }} as standard_error
    from band_rates as lower_bands
    inner join band_rates as higher_bands
        on lower_bands.at_least < higher_bands.at_least

),

worst_reversals as (

    select
        *,
        row_number() over (order by {{ quotient('difference', 'standard_error') }} desc nulls last, at_least) as strength_rank
    from reversals

)

select
    'too_few_outcomes' as signal,
    won + lost as cases,
    cast({{ least_of('won', 'lost') }} as {{ type_double() }}) as value,
    cast({{ least_of('won', 'lost') }} as {{ type_double() }}) as value_low,
    cast({{ least_of('won', 'lost') }} as {{ type_double() }}) as value_high
from outcomes

union all

{{ select_share_signal('slow_to_close', 'resolved', 'days_to_close > sales_cycle_days', 'is_won') }}

union all

-- all pairs of bands are looked at: 99.9 % instead of 95 %
select
    'bands_out_of_order' as signal,
    cases,
    difference as value,
    difference - 3.290526731491895 * standard_error as value_low,
    difference + 3.290526731491895 * standard_error as value_high
from worst_reversals
where strength_rank = 1
