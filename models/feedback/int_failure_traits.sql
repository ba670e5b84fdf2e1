-- One row per failure, kind of trait, trait and value that enough cases had: how often among the failures, and among what was won.
with

case_traits as (
    {{ select_case_traits(
        ref('int_cases'), ref('int_criterion_points'), ref('int_lead_attributes'), ref('int_trait_values'), ref('int_scorecards')
    ) }}
),

scorecards as (

    select * from {{ ref('int_scorecards') }}
    where is_champion

),

-- of a young cohort only the quick ones have ended
results as (

    select basis, case_id, failure as result
    from {{ ref('int_failures') }}
    where is_mature
    union all
    select
        cases.basis,
        cases.case_id,
        'won' as result
    from {{ ref('int_cases') }} as cases
    inner join scorecards
        on cases.scorecard_id = scorecards.scorecard_id
    where
        cases.result = 'won'
        and cases.is_mature

),

totals as (

    select basis, result, count(*) as cases
    from results
    group by 1, 2

),

had as (

    select
        results.basis,
        results.result,
        case_traits.trait_kind,
        case_traits.trait,
        case_traits.value,
        count(*) as cases_with
    from results
    inner join case_traits
        on results.basis = case_traits.basis
        and results.case_id = case_traits.case_id
    group by 1, 2, 3, 4, 5

),

-- every kind of failure is compared with the deals that were won
counts as (

    select
        failed.result as failure,
        failed.basis,
        traits.trait_kind,
        traits.trait,
        traits.value,
        coalesce(had_failed.cases_with, 0) as cases_with,
        failed.cases,
        coalesce(had_won.cases_with, 0) as others_with,
        won.cases as others
    from totals as failed
    inner join totals as won
        on failed.basis = won.basis
        and won.result = 'won'
    inner join (select distinct basis, trait_kind, trait, value from had) as traits
        on failed.basis = traits.basis
    left join had as had_failed
        on failed.basis = had_failed.basis
        and failed.result = had_failed.result
        and traits.trait_kind = had_failed.trait_kind
        and traits.trait = had_failed.trait
        and traits.value = had_failed.value
    left join had as had_won
        on won.basis = had_won.basis
        and won.result = had_won.result
        and traits.trait_kind = had_won.trait_kind
        and traits.trait = had_won.trait
        and traits.value = had_won.value
    where failed.result <> 'won'

),

contrasts as (

    {{ select_share_contrasts('counts') }}

)

select
    failure,
    basis,
    trait_kind,
    trait,
    value,
    cases_with,
    cases,
    others_with,
    others,
    share_ratio,
    share_ratio_low,
    share_ratio_high,
    contrast
from contrasts
