-- One row per scorecard and rule that is on: what the outcomes say of it, and the points that they suggest.
with

publication as (select * from {{ ref('int_publication') }}),

measured as (select * from {{ ref('int_rule_measures') }}),

scorecards as (select * from {{ ref('int_scorecards') }}),

wording as (select * from {{ ref('int_wording') }}),

suggested as (

    select
        *,
        {{ rounded('exact_points') }} < at_least or {{ rounded('exact_points') }} > at_most as is_beyond_tier,
        case when has_evidence then {{ whole_points('exact_points', 'at_least', 'at_most') }} end as suggested_points
    from measured

)

select
    cast(suggested.scorecard_id as {{ type_text() }}) as scorecard_id,
    cast(suggested.rule_id as {{ type_text() }}) as rule_id,
    cast(publication.as_of_date as date) as as_of_date,
    cast(suggested.label as {{ type_text() }}) as label,
    cast(suggested.subscore as {{ type_text() }}) as subscore,
    cast(suggested.points as {{ type_decimal(18, 3) }}) as points,
    cast(suggested.leads_with as bigint) as leads_with,
    cast(suggested.won_with as bigint) as won_with,
    cast(suggested.leads_without as bigint) as leads_without,
    cast(suggested.won_without as bigint) as won_without,
    {{ to_six_places(exponential('suggested.log_odds')) }} as odds_ratio,
    {{ to_six_places('suggested.log_odds') }} as log_odds,
    {{ to_six_places('suggested.log_odds_low') }} as log_odds_low,
    {{ to_six_places('suggested.log_odds_high') }} as log_odds_high,
    {{ to_six_places('suggested.current_log_odds') }} as current_log_odds,
    {{ to_decimal('suggested.exact_points', 18, 3) }} as exact_points,
    cast(suggested.suggested_points as {{ type_decimal(18, 3) }}) as suggested_points,
    cast(case
        when suggested.suggested_points is null then 'not_enough_evidence'
        when
            suggested.suggested_points = suggested.points
            or not suggested.differs
            then 'keep'
        when suggested.suggested_points > suggested.points then 'raise'
        else 'lower'
    end as {{ type_text() }}) as suggestion,
    cast(wording.phrase_text as {{ type_text() }}) as remark,
    cast(publication.policy_version as {{ type_text() }}) as policy_version,
    cast(coalesce(scorecards.is_champion, false) as boolean) as is_champion
from suggested
cross join publication
left join scorecards
    on suggested.scorecard_id = scorecards.scorecard_id
left join wording
    on suggested.has_evidence
    and suggested.is_beyond_tier
    and wording.phrase = 'evidence_beyond_tier'
