-- One row per scorecard, basis, case and grading (fit_grade, interest_grade, grade): how the lead was graded at the case's moment.
with

cases as (select * from {{ ref('int_cases') }}),

scores as (select * from {{ ref('int_lead_scores') }}),

grades as (
    {{ select_grades(policy_seed('grades')) }}

),

totals as (

    select
        cases.scorecard_id,
        cases.basis,
        cases.case_id,
        scores.fit_total,
        scores.interest_total
    from cases
    inner join scores
        on cases.scorecard_id = scores.scorecard_id
        and cases.contact_id = scores.contact_id
        and cases.as_of_date = scores.as_of_date

),

graded as (

    select
        totals.scorecard_id,
        totals.basis,
        totals.case_id,
        fit_grades.grade as fit_grade,
        interest_grades.grade as interest_grade
    from totals
    left join grades as fit_grades
        on fit_grades.axis = 'fit'
        and totals.fit_total >= fit_grades.at_least
        and coalesce(totals.fit_total < fit_grades.below, true)
    left join grades as interest_grades
        on interest_grades.axis = 'interest'
        and totals.interest_total >= interest_grades.at_least
        and coalesce(totals.interest_total < interest_grades.below, true)

)

select scorecard_id, basis, case_id, 'fit_grade' as grouping, fit_grade as value from graded
where fit_grade is not null
union all
select scorecard_id, basis, case_id, 'interest_grade' as grouping, interest_grade as value from graded
where interest_grade is not null
union all
select scorecard_id, basis, case_id, 'grade' as grouping, fit_grade || interest_grade as value from graded
where fit_grade is not null and interest_grade is not null
