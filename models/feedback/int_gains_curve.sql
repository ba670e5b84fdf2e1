-- One row per scorecard, period and percent of the opportunities (the best-scored first): the share of all wins among them.
with

counts as (

    select * from {{ ref('int_score_counts') }}

),

percents as (

    select cast(numbers.generated_number as integer) as percent
    from ({{ dbt.generate_series(100) }}) as numbers

),

cuts as (

    select
        counts.*,
        percents.percent,
        counts.all_leads * percents.percent / cast(100 as {{ type_double() }}) as cut
    from counts
    cross join percents

),

captured as (

    select
        *,
        -- of those that tie at the cut, as many wins as their part of the tie leads to expect
        higher_won + won * (cut - higher_leads) / leads as captured_won
    from cuts
    where
        cut > higher_leads
        and cut <= higher_leads + leads

)

select
    scorecard_id,
    period,
    percent,
    {{ to_six_places('cut') }} as leads,
    {{ to_six_places('captured_won') }} as won,
    {{ to_six_places('captured_won / nullif(all_won, 0)') }} as captured_share,
    {{ to_six_places('captured_won / nullif(all_won, 0) * 100 / percent') }} as lift
from captured
