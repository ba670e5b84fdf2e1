-- One row per scorecard, basis, outcome, grouping and value: cases by how they ended, and the close rate with its interval.
with

publication as (select * from {{ ref('int_publication') }}),

case_groups as (select * from {{ ref('int_case_groups') }}),

cases as (select * from {{ ref('int_cases') }}),

customers as (select * from {{ ref('int_customers') }}),

case_results as (

    {{ select_case_results('cases', 'customers') }}

),

scorecards as (select * from {{ ref('int_scorecards') }}),

settings as (select * from {{ ref('int_settings') }}),

wording as (select * from {{ ref('int_wording') }}),

-- kinds of leads are compared as if nobody had chosen among them: who was drawn stands for all that could have been
weighed as (

    select
        case_results.*,
        case_groups.grouping,
        case_groups.value,
        cases.days_to_close,
        cases.touches,
        {{ drawn_weight('case_results.weight', 'cases', 'case_groups.grouping') }} as drawn_weight
    from case_results
    inner join case_groups
        on case_results.scorecard_id = case_groups.scorecard_id
        and case_results.basis = case_groups.basis
        and case_results.case_id = case_groups.case_id
    inner join cases
        on case_results.scorecard_id = cases.scorecard_id
        and case_results.basis = cases.basis
        and case_results.case_id = cases.case_id

),

counts as (

    select
        scorecard_id,
        basis,
        outcome,
        {{ quoted_name('grouping') }},
        value,
        count(*) as leads,
        count(case when is_mature and result = 'won' then 1 end) as won,
        count(case when is_mature and result = 'lost' then 1 end) as lost,
        count(case when is_mature and result is null then 1 end) as unresolved,
        count(case when not is_mature then 1 end) as immature,
        sum(case when is_mature and result = 'won' then weight end) as weight_won,
        sum(case when is_mature and result = 'won' then drawn_weight end) as drawn_won,
        sum(case when is_mature and result is not null then drawn_weight end) as drawn_resolved,
        sum(case
            when is_mature and result is not null then cast(drawn_weight as {{ type_double() }}) * drawn_weight
        end) as squared_weights,
        avg(case when is_mature and result = 'won' then cast(days_to_close as {{ type_double() }}) end) as days_to_close,
        sum(case when is_mature and result is not null then touches end) as touches
    from weighed
    group by 1, 2, 3, 4, 5

),

rates as (

    select
        *,
        won + lost as resolved,
        {{ quotient('coalesce(drawn_won, 0)', 'drawn_resolved') }} as close_rate,
        -- Kish's effective number of cases; with equal weights their number
        {{ quotient('cast(drawn_resolved as ' ~ type_double() ~ ') * drawn_resolved', 'squared_weights') }} as effective_cases
    from counts

)

select
    cast(rates.scorecard_id as {{ type_text() }}) as scorecard_id,
    cast(rates.basis as {{ type_text() }}) as basis,
    cast(rates.outcome as {{ type_text() }}) as outcome,
    cast(rates.grouping as {{ type_text() }}) as {{ quoted_name('grouping') }},
    cast(rates.value as {{ type_text() }}) as value,
    cast(publication.as_of_date as date) as as_of_date,
    cast(rates.leads as bigint) as leads,
    cast(rates.won as bigint) as won,
    cast(rates.lost as bigint) as lost,
    cast(rates.unresolved as bigint) as unresolved,
    cast(rates.immature as bigint) as immature,
    {{ to_six_places('rates.close_rate') }} as close_rate,
    {{ to_six_places(wilson_bound('rates.close_rate', 'rates.effective_cases', '-')) }} as close_rate_low,
    {{ to_six_places(wilson_bound('rates.close_rate', 'rates.effective_cases', '+')) }} as close_rate_high,
    case when rates.outcome = 'revenue' then {{ to_decimal('rates.weight_won', 18, 2, kept=true) }} end as amount_won,
    {{ to_decimal('rates.days_to_close', 18, 1) }} as days_to_close,
    {{ to_decimal(quotient('rates.touches', 'rates.won'), 18, 2) }} as touches_per_win,
    cast({{ filled_in('wording.phrase_text', {'cases': 'rates.resolved'}) }} as {{ type_text() }}) as remark,
    cast(publication.policy_version as {{ type_text() }}) as policy_version,
    cast(coalesce(scorecards.is_champion, false) as boolean) as is_champion
from rates
cross join publication
cross join settings
left join scorecards
    on rates.scorecard_id = scorecards.scorecard_id
left join wording
    on wording.phrase = {{ sample_phrase('rates.resolved', 'settings') }}
