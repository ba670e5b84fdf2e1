-- One row per scorecard, scoring moment with a ledger and entry: rule points, and what limits and rounding change; they sum to the score.
with

moments as (

    select * from {{ ref('int_scoring_moments') }}
    where has_ledger

),

criterion_points as (select * from {{ ref('int_criterion_points') }}),

totals as (select * from {{ ref('int_lead_totals') }}),

scorecards as (select * from {{ ref('int_scorecards') }}),

limits as (

    select scorecard_id, contact_id, as_of_date, 'subscore_limit' as entry, 'fit' as subscore, fit_total - fit_with_bant_points as points
    from totals
    union all
    select scorecard_id, contact_id, as_of_date, 'idle_fade', 'interest', interest_points - earned_interest_points
    from totals
    union all
    select scorecard_id, contact_id, as_of_date, 'subscore_limit', 'interest', interest_total - interest_points
    from totals
    union all
    select scorecard_id, contact_id, as_of_date, 'rounding', null, rounded_total - (fit_total + interest_total)
    from totals
    union all
    select scorecard_id, contact_id, as_of_date, 'scale_limit', null, score - rounded_total
    from totals

),

entries as (

    select
        criterion_points.scorecard_id,
        criterion_points.contact_id,
        criterion_points.as_of_date,
        criterion_points.entry,
        criterion_points.subscore,
        criterion_points.criterion,
        criterion_points.rule_id,
        criterion_points.events,
        criterion_points.last_event_date,
        criterion_points.points
    from criterion_points
    inner join scorecards
        on criterion_points.scorecard_id = scorecards.scorecard_id
    -- BANT stands in the ledger only where it is in the score
    where criterion_points.subscore <> 'bant' or scorecards.has_bant_points
    union all
    select
        scorecard_id,
        contact_id,
        as_of_date,
        entry,
        subscore,
        null as criterion,
        null as rule_id,
        null as events,
        null as last_event_date,
        cast(points as {{ type_decimal(18, 3) }}) as points
    from limits
    where points <> 0

)

select
    entries.scorecard_id,
    entries.contact_id,
    entries.as_of_date,
    {{ entry_key() }} as entry_key,
    entries.entry,
    entries.subscore,
    entries.criterion,
    entries.rule_id,
    entries.events,
    entries.last_event_date,
    entries.points
from entries
inner join moments
    on entries.contact_id = moments.contact_id
    and entries.as_of_date = moments.as_of_date
