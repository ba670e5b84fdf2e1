-- One row per scorecard or rival score, period and percent of the opportunities (the best-scored first): the share of all wins among them.
with

publication as (select * from {{ ref('int_publication') }}),

counts as (
    {{ select_score_counts(ref('int_period_opportunities')) }}
),

scorecards as (select * from {{ ref('int_scorecards') }}),

settings as (select * from {{ ref('int_settings') }}),

wording as (select * from {{ ref('int_wording') }}),

percents as (

    select cast(numbers.generated_number as integer) as percent
    from ({{ dbt.generate_series(100) }}) as numbers

),

cuts as (

    select
        counts.*,
        percents.percent,
        {{ quotient('counts.all_leads * percents.percent', 100) }} as cut
    from counts
    cross join percents

),

captured as (

    select
        *,
        -- of opportunities that tie at the cut, the wins to expect of the part of them above it
        higher_won + {{ quotient('won * (cut - higher_leads)', 'leads') }} as captured_won
    from cuts
    where
        cut > higher_leads
        and cut <= higher_leads + leads

),

shares as (

    select
        *,
        {{ quotient('captured_won', 'all_won') }} as captured_share
    from captured

)

select
    cast(shares.scorecard_id as {{ type_text() }}) as scorecard_id,
    cast(shares.period as {{ type_text() }}) as period,
    cast(shares.percent as integer) as percent,
    cast(publication.as_of_date as date) as as_of_date,
    {{ to_six_places('shares.cut') }} as leads,
    {{ to_six_places('shares.captured_won') }} as won,
    {{ to_six_places('shares.captured_share') }} as captured_share,
    {{ to_six_places(wilson_bound('shares.captured_share', 'shares.all_won', '-')) }} as captured_share_low,
    {{ to_six_places(wilson_bound('shares.captured_share', 'shares.all_won', '+')) }} as captured_share_high,
    {{ to_six_places(quotient('shares.captured_share * 100', 'shares.percent')) }} as lift,
    cast({{ filled_in('wording.phrase_text', {'cases': 'shares.all_won'}) }} as {{ type_text() }}) as remark,
    cast(publication.policy_version as {{ type_text() }}) as policy_version,
    cast(coalesce(scorecards.is_champion, false) as boolean) as is_champion
from shares
cross join publication
cross join settings
left join scorecards
    on shares.scorecard_id = scorecards.scorecard_id
left join wording
    on wording.phrase = {{ sample_phrase('shares.all_won', 'settings') }}
