-- One row per scorecard and rule that is on: what the outcomes say of it, and the points that they suggest.
with

measured as (

    select * from {{ ref('int_rule_measures') }}

),

wording as (

    select * from {{ ref('int_wording') }}

),

suggested as (

    select
        *,
        {{ rounded('exact_points') }} < at_least or {{ rounded('exact_points') }} > at_most as is_beyond_tier,
        case when has_evidence then {{ whole_points('exact_points', 'at_least', 'at_most') }} end as suggested_points
    from measured

)

select
    scorecard_id,
    rule_id,
    label,
    subscore,
    points,
    leads_with,
    won_with,
    leads_without,
    won_without,
    {{ to_six_places(exponential('log_odds')) }} as odds_ratio,
    {{ to_six_places('log_odds') }} as log_odds,
    {{ to_six_places('log_odds_low') }} as log_odds_low,
    {{ to_six_places('log_odds_high') }} as log_odds_high,
    {{ to_six_places('current_log_odds') }} as current_log_odds,
    {{ to_decimal('exact_points', 18, 3) }} as exact_points,
    suggested_points,
    case
        when suggested_points is null then 'not_enough_evidence'
        when suggested_points = points or (current_log_odds >= log_odds_low and current_log_odds <= log_odds_high) then 'keep'
        when suggested_points > points then 'raise'
        else 'lower'
    end as suggestion,
    wording.phrase_text as remark
from suggested
left join wording
    on suggested.has_evidence
    and suggested.is_beyond_tier
    and wording.phrase = 'evidence_beyond_tier'
