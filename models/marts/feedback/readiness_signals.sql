-- One row per signal that has a target: its value, what it should be, whether it is beyond that by more than chance, and whose it is.
with

publication as (select * from {{ ref('int_publication') }}),

handoff_signals as (select * from {{ ref('int_handoff_signals') }}),

lead_signals as (select * from {{ ref('int_lead_signals') }}),

outcome_signals as (select * from {{ ref('int_outcome_signals') }}),

drift_signals as (select * from {{ ref('int_drift_signals') }}),

settings as (select * from {{ ref('int_settings') }}),

rules as (select * from {{ ref('rule_performance') }}),

accuracy as (

    select accuracy.*
    from {{ ref('score_accuracy') }} as accuracy
    inner join {{ ref('int_scorecards') }} as scorecards
        on accuracy.scorecard_id = scorecards.scorecard_id and scorecards.is_champion

),

score_signals as (

    {{ select_score_signals('accuracy', 'rules', 'settings') }}

),

targets as (

    select
        signal,
        {{ safe_number('priority') }} as priority,
        {{ safe_number('at_least') }} as at_least,
        {{ safe_number('at_most') }} as at_most,
        coalesce({{ safe_number('cases_at_least') }}, 0) as cases_at_least,
        must_be_sure = 'yes' as must_be_sure,
        coalesce(shown_as, 'number') as shown_as,
        owner_team,
        {{ localised('label') }} as label,
        {{ localised('when_good') }} as when_good,
        {{ localised('when_warning') }} as when_warning,
        {{ localised('when_unknown') }} as when_unknown
    from {{ policy_seed('targets') }}

),

signals as (

    select signal, cases, value, value_low, value_high from handoff_signals
    union all
    select signal, cases, value, value_low, value_high from lead_signals
    union all
    select signal, cases, value, value_low, value_high from outcome_signals
    union all
    select signal, cases, value, value_low, value_high from drift_signals
    union all
    select signal, cases, value, value_low, value_high from score_signals
    union all
    {{ select_load_signal(ref('capacity_curve'), ref('int_champion_history')) }}
    union all
    {{ select_speed_signals(ref('speed_to_lead'), 'settings') }}
    union all
    -- every table is of today until the end of the run says otherwise (tell_outcome)
    select 'tables_of_an_earlier_date', 0, 0, 0, 0

),

judged as (

    select
        targets.*,
        coalesce(signals.cases, 0) as cases,
        signals.value,
        signals.value_low,
        signals.value_high,
        score_signals.found,
        case
            when signals.value is null or signals.cases < targets.cases_at_least then 'unknown'
            when signals.value_high < targets.at_least or signals.value_low > targets.at_most then 'warning'
            when targets.must_be_sure and (signals.value_low <= targets.at_least or signals.value_high >= targets.at_most) then 'warning'
            else 'good'
        end as verdict
    from targets
    left join signals
        on targets.signal = signals.signal
    left join score_signals
        on targets.signal = score_signals.signal

)

select
    cast(judged.signal as {{ type_text() }}) as signal,
    cast(publication.as_of_date as date) as as_of_date,
    cast({{ to_decimal('judged.priority', 9, 0) }} as integer) as priority,
    cast(judged.label as {{ type_text() }}) as label,
    cast(judged.cases as bigint) as cases,
    {{ to_six_places('judged.value') }} as value,
    {{ to_six_places('judged.value_low') }} as value_low,
    {{ to_six_places('judged.value_high') }} as value_high,
    {{ to_six_places('judged.at_least') }} as at_least,
    {{ to_six_places('judged.at_most') }} as at_most,
    cast(judged.verdict as {{ type_text() }}) as verdict,
    cast(judged.owner_team as {{ type_text() }}) as owner_team,
    cast({{ filled_in(
        "case verdict when 'good' then when_good when 'warning' then when_warning else when_unknown end",
        {
            'value': shown_number('value', 'shown_as'),
            'found': 'found',
            'target': shown_number('coalesce(at_most, at_least)', 'shown_as'),
            'cases': 'cases',
            'cases_at_least': to_decimal('cases_at_least', 18, 0),
        }
    ) }} as {{ type_text() }}) as sentence
from judged
cross join publication
