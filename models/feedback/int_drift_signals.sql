-- One row per warning sign about scores that move as a whole: its value with an interval, and the number of cases behind it.
with

leads as (

    select leads.*, scorecards.handoff_at_least
    from {{ ref('int_drift_leads') }} as leads
    cross join {{ ref('int_scorecards') }} as scorecards
    where scorecards.is_champion

),

score_bands as (

    select * from {{ ref('int_score_bands') }}

),

sizes as (

    select
        count(case when is_later then 1 end) as cases,
        count(case when is_later and score >= handoff_at_least then 1 end) as cases_with,
        count(case when not is_later then 1 end) as others,
        count(case when not is_later and score >= handoff_at_least then 1 end) as others_with
    from leads

),

contrasts as (

    {{ share_contrasts('sizes') }}

),

band_counts as (

    select
        score_bands.band,
        count(case when leads.is_later then 1 end) as later_leads,
        count(case when not leads.is_later then 1 end) as earlier_leads,
        count(*) over () as bands
    from score_bands
    left join leads
        on score_bands.band = leads.band
    group by 1

),

-- half a lead more in each cell, so that an empty one has a logarithm
band_shares as (

    select
        band_counts.bands,
        (band_counts.later_leads + 0.5) / cast(sizes.cases + 0.5 * band_counts.bands as {{ type_double() }}) as later_share,
        (band_counts.earlier_leads + 0.5) / cast(sizes.others + 0.5 * band_counts.bands as {{ type_double() }}) as earlier_share
    from band_counts
    cross join sizes
    where
        sizes.cases > 0
        and sizes.others > 0

),

indexes as (

    select
        sum((later_share - earlier_share) * ln(later_share / earlier_share)) as stability_index,
        max(bands) - 1 as freedom,
        2 / (9 * cast(nullif(max(bands) - 1, 0) as {{ type_double() }})) as spread
    from band_shares

),

-- without any drift, the index over this is about chi-squared; its 99.9 % point by E. B. Wilson and M. M. Hilferty, PNAS 17, 1931
chances as (

    select
        indexes.stability_index,
        (1 / cast(sizes.cases as {{ type_double() }}) + 1 / cast(sizes.others as {{ type_double() }})) * indexes.freedom
        * power(1 - indexes.spread + 3.090232306167813 * sqrt(indexes.spread), 3) as by_chance
    from indexes
    cross join sizes
    where
        indexes.stability_index is not null
        and indexes.freedom > 0

)

select
    'band_drift' as signal,
    sizes.cases + sizes.others as cases,
    chances.stability_index as value,
    chances.stability_index - chances.by_chance as value_low,
    chances.stability_index + chances.by_chance as value_high
from chances
cross join sizes

union all

select
    'score_inflation' as signal,
    cases + others as cases,
    share_ratio as value,
    share_ratio_low as value_low,
    share_ratio_high as value_high
from contrasts
where
    cases > 0
    and others > 0
