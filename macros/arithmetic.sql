{#- f(age) in billionths: the part of an event's points that is left after `age` whole days, rounded half away from zero to nine places
    and kept as an integer, so that sums are exact. none = 1; half_life = 0.5^(age / days); linear = max(0, 1 - age / days);
    window = 1 if age < days else 0. -#}
{% macro decay_billionths(decay, decay_days, age) -%}
    {%- set part -%}
    1000000000 * case {{ decay }}
            when 'none' then cast(1 as {{ type_double() }})
            when 'half_life' then {{ half_to_the(age ~ ' / ' ~ decay_days) }}
            when 'linear' then {{ greatest_of('cast(0 as ' ~ type_double() ~ ')', '1 - ' ~ age ~ ' / ' ~ decay_days) }}
            when 'window' then cast({{ age }} < {{ decay_days }} as integer)
        end
    {%- endset -%}
    cast({{ rounded(part) }} as bigint)
{%- endmacro %}


{#- points × billionths / 10^9, an exact decimal rounded half away from zero to three places. -#}
{% macro points_of_billionths(points, billionths) -%}
    cast(round(
            cast({{ points }} as {{ type_factor(7, 3) }}) * cast({{ billionths }} as {{ type_factor(20, 3) }})
            * cast(0.000000001 as {{ type_factor(10, 9) }}),
            3
        ) as {{ type_decimal(18, 3) }})
{%- endmacro %}


{#- A value limited to ±limit; a null limit is none. -#}
{% macro limited(value, limit) -%}
    case
            when {{ value }} > {{ limit }} then {{ limit }}
            when {{ value }} < -{{ limit }} then -{{ limit }}
            else {{ value }}
        end
{%- endmacro %}


{#- A select of grades with their edges: axis, grade, at_least, below (null = no upper edge). The lowest grade of an axis has a blank edge and
    begins below every total. -#}
{% macro select_grades(seed) -%}
    select
        axis,
        grade,
        at_least,
        lead(at_least) over (partition by axis order by at_least) as below
    from (
        select
            axis,
            grade,
            coalesce({{ safe_decimal('at_least') }}, -999999999999999) as at_least
        from {{ seed }}
    ) as edges
{%- endmacro %}


{#- Join predicate: is this the grade (select_grades) of a row's total on an axis, fit or interest? -#}
{% macro has_grade(scores, grades, axis) -%}
    {{ grades }}.axis = '{{ axis }}'
    and {{ scores }}.{{ axis }}_total >= {{ grades }}.at_least
    and coalesce({{ scores }}.{{ axis }}_total < {{ grades }}.below, true)
{%- endmacro %}


{#- A select of how the leads of cases were graded at their moments: (scorecard_id, basis, case_id, grouping, value), a row each for fit_grade,
    interest_grade and, where both are known, grade (`A1`). `cases` are int_cases, `scores` int_lead_scores, `seed` is grades. -#}
{% macro select_case_grades(cases, scores, seed) -%}
    select
        fit.scorecard_id,
        fit.basis,
        fit.case_id,
        groupings.grouping,
        case groupings.grouping
            when 'fit_grade' then fit.grade
            when 'interest_grade' then interest.grade
            else fit.grade || interest.grade
        end as value
    from ({{ lead_scoring.select_cases_of_grade(cases, scores, seed, 'fit') }}) as fit
    inner join ({{ lead_scoring.select_cases_of_grade(cases, scores, seed, 'interest') }}) as interest
        on fit.scorecard_id = interest.scorecard_id
        and fit.basis = interest.basis
        and fit.case_id = interest.case_id
    cross join (
        select 'fit_grade' as {{ quoted_name('grouping') }}
        union all
        select 'interest_grade'
        union all
        select 'grade'
    ) as groupings
{%- endmacro %}

{#- The same of one axis: (scorecard_id, basis, case_id, grade), null where the policy grades it not. -#}
{% macro select_cases_of_grade(cases, scores, seed, axis) -%}
    select
        cases.scorecard_id,
        cases.basis,
        cases.case_id,
        grades.grade
    from {{ cases }} as cases
    inner join {{ scores }} as scores
        on cases.scorecard_id = scores.scorecard_id
        and cases.contact_id = scores.contact_id
        and cases.as_of_date = scores.as_of_date
    left join ({{ lead_scoring.select_grades(seed) }}) as grades
        on {{ lead_scoring.has_grade('scores', 'grades', axis) }}
{%- endmacro %}


{#- The name of a ledger entry within its lead: its kind and what it is about. -#}
{% macro entry_key(entry='entry', rule_id='rule_id', criterion='criterion', subscore='subscore') -%}
    {{ entry }} || coalesce(' ' || coalesce({{ rule_id }}, {{ criterion }}, {{ subscore }}), '')
{%- endmacro %}


{#- The sum of a group's points of one subscore, from a relation with subscore and points; 0 where there are none. -#}
{% macro sum_of_points(criterion_points, subscore) -%}
    cast(coalesce(
            sum(case when {{ criterion_points }}.subscore = '{{ subscore }}' then {{ criterion_points }}.points end), 0
        ) as {{ type_decimal(18, 3) }})
{%- endmacro %}


{#- The points of a rule on a number: in a straight line from `points` at `at_least` to `points_to` at `below`, an exact decimal rounded half away
    from zero to three places; `points` themselves where `points_to` is null. The line is made of doubles, whose error is far below the ten places
    that are kept of it before it is rounded. -#}
{% macro line_points(points, points_to, value, at_least, below) -%}
    {%- set double = type_double() -%}
    {%- set part -%}
    cast({{ value }} - {{ at_least }} as {{ double }}) / cast({{ below }} - {{ at_least }} as {{ double }})
    {%- endset -%}
    case
            when {{ points_to }} is null then {{ points }}
            else cast(round(cast({{ rounded(
                'cast(' ~ points ~ ' as ' ~ double ~ ') + (cast(' ~ points_to ~ ' as ' ~ double ~ ') - cast(' ~ points ~ ' as ' ~ double ~ ')) * ' ~ part,
                10
            ) }} as {{ type_decimal(28, 10) }}), 3) as {{ type_decimal(18, 3) }})
        end
{%- endmacro %}
