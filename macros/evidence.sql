{#- The stratum that a score (points) belongs to: its whole number of widths (stratum_points of the relation `settings`),
    so that an edge belongs to the stratum above it. A bigint; null where the score is. -#}
{% macro stratum_of(score, settings) -%}
    cast({{ to_decimal('floor(' ~ quotient(score, settings ~ '.stratum_points') ~ ')', 18, 0) }} as bigint)
{%- endmacro %}


{#- Points that a whole-number scorecard can write: rounded half away from zero, then held inside the edges (null = no edge). -#}
{% macro whole_points(points, at_least, at_most) -%}
    cast(case
            when {{ rounded(points) }} < {{ at_least }} then {{ at_least }}
            when {{ rounded(points) }} > {{ at_most }} then {{ at_most }}
            else {{ to_decimal(points, 15, 0) }}
        end as {{ type_decimal(18, 3) }})
{%- endmacro %}


{#- The part of an opportunity in the area under the ROC curve (E. DeLong and others, Biometrics 44, 1988; by ranks as X. Sun and W. Xu,
    IEEE Signal Processing Letters 21, 2014): of one that was won, the share of the lost ones with a lower `score`, of one that was lost,
    the share of the won ones with a higher one; equal scores count half. A double from 0 to 1, null where there is no other kind. -#}
{% macro auc_part(score, partition_by) -%}
    case
            when is_won then {{ lead_scoring.share_of_other_kind(score, partition_by, 'asc') }}
            else {{ lead_scoring.share_of_other_kind(score, partition_by, 'desc') }}
        end
{%- endmacro %}

{#- Of the rows of the other kind, the share that comes before a row in an order of scores, equal scores for half: all before it less its own kind. -#}
{% macro share_of_other_kind(score, partition_by, order) -%}
    {%- set own = partition_by ~ ', is_won' -%}
    {{ quotient(
        'rank() over (partition by ' ~ partition_by ~ ' order by ' ~ score ~ ' ' ~ order ~ ')'
        ~ ' - rank() over (partition by ' ~ own ~ ' order by ' ~ score ~ ' ' ~ order ~ ') + '
        ~ quotient('count(*) over (partition by ' ~ partition_by ~ ', ' ~ score ~ ') - count(*) over (partition by ' ~ own ~ ', ' ~ score ~ ')', 2),
        'count(*) over (partition by ' ~ partition_by ~ ') - count(*) over (partition by ' ~ own ~ ')'
    ) }}
{%- endmacro %}


{#- A select of the rival scores, the attributes that `attribute_types` calls one, beside the champion's opportunities of `resolved`: scorecard_id
    (the attribute), opportunity_id, opened_on, score, is_won, is_rival. The best of the opportunity's contacts counts, as on a scorecard, by what
    was known on the day before. score is its rank among all (1 = the lowest): what is compared is the order. Who has none, or a grade that is not
    in the list, has no row. -#}
{% macro select_rival_scores(resolved, opportunity_scores, attributes, attribute_values, attribute_types) -%}
    {%- set place = lead_scoring.grade_place('forms.plain_value', 'rivals.rival') -%}
    select
        attribute as scorecard_id,
        opportunity_id,
        opened_on,
        cast(dense_rank() over (partition by attribute order by worth) as integer) as score,
        is_won,
        true as is_rival
    from (
        select
            rivals.attribute,
            resolved.opportunity_id,
            resolved.opened_on,
            resolved.is_won,
            max(case
                when rivals.rival = 'number' then forms.number_value
                when {{ place }} > 0 then -{{ place }}
            end) as worth
        from {{ resolved }} as resolved
        inner join {{ opportunity_scores }} as scores
            on resolved.scorecard_id = scores.scorecard_id
            and resolved.opportunity_id = scores.opportunity_id
            and scores.is_champion
        inner join {{ attributes }} as attributes
            on scores.contact_id = attributes.contact_id
            and scores.as_of_date = attributes.as_of_date
        inner join (select attribute, rival from {{ attribute_types }} where rival is not null) as rivals
            on attributes.attribute = rivals.attribute
        inner join {{ attribute_values }} as forms
            on attributes.attribute = forms.attribute
            and attributes.value = forms.value
        group by rivals.attribute, resolved.opportunity_id, resolved.opened_on, resolved.is_won
    ) as rival_scores
    where worth is not null
{%- endmacro %}


{#- Where a grade (as plain_text writes it) stands in a list from the best to the worst, which is a cell `rival`; 0 where it does not. -#}
{% macro grade_place(grade, grades) -%}
    {%- set listed = "'|' || " ~ plain_text("replace(replace(" ~ grades ~ ", ' |', '|'), '| ', '|')") ~ " || '|'" -%}
    case when {{ grade }} like '%|%' then 0 else {{ dbt.position("'|' || " ~ grade ~ " || '|'", listed) }} end
{%- endmacro %}


{#- The condition that a rival score (its cell `rival`) is a list of grades that lacks a grade. -#}
{% macro is_unlisted_grade(grade, rival) -%}
    {{ rival }} like '%|%' and {{ lead_scoring.grade_place(grade, rival) }} = 0
{%- endmacro %}


{#- A select of findings (macros/policy.sql): of each rival score that is a list of grades (`lines` of attribute_types) one that leads have and the
    list lacks, and how many leads have such a one at any scoring moment. They count as without a grade. -#}
{% macro select_unlisted_grades(lines, attributes, attribute_values) -%}
    select
        lines.seed_name,
        lines.line_number,
        lines.row_key,
        'rival' as column_name,
        min(forms.value) as value,
        'unknown_grade' as check_name,
        cast(count(distinct attributes.contact_id) as {{ type_text() }}) as argument
    from {{ lines }} as lines
    inner join {{ attribute_values }} as forms
        on lines.attribute = forms.attribute
    inner join {{ attributes }} as attributes
        on forms.attribute = attributes.attribute
        and forms.value = attributes.value
    where lines.seed_name = 'attribute_types' and {{ lead_scoring.is_unlisted_grade('forms.plain_value', 'lines.rival') }}
    group by lines.seed_name, lines.line_number, lines.row_key
{%- endmacro %}


{#- A select of what is wrong with rival scores, from the policy's lines. -#}
{% macro select_rival_problems(lines) -%}
    select seed_name, line_number, row_key, 'rival', rival, 'rival_of_other_type', value_type
    from {{ lines }}
    where
        seed_name = 'attribute_types'
        and rival is not null
        and not coalesce(value_type in ('number', 'whole') and rival = 'number' or value_type = 'text' and rival like '%|%', false)

    union all

    select lines.seed_name, lines.line_number, lines.row_key, 'attribute', lines.attribute, 'rival_named_as_scorecard', null
    from {{ lines }} as lines
    inner join (select distinct scorecard_id from {{ lines }} where seed_name = 'scorecards') as scorecards
        on lines.attribute = scorecards.scorecard_id
    where lines.seed_name = 'attribute_types' and lines.rival is not null
{%- endmacro %}


{#- A select of the rows of `claims` with what `odds` (rows of select_odds by rule_id or claim_id, unique in each) measure of the thing that each is
    about, 0 cases where nothing does, its close rates with and without it, and the verdict: not_enough_cases (fewer than small_sample of the
    relation `settings` on either side), no_difference (it does not stand out), supported or contradicted. -#}
{% macro select_claims_judged(claims, odds, settings) -%}
    select
        measured.*,
        {{ quotient('measured.won_with', 'measured.leads_with') }} as close_rate_with,
        {{ quotient('measured.won_without', 'measured.leads_without') }} as close_rate_without,
        case
            when
                measured.leads_with < {{ settings }}.small_sample
                or measured.leads_without < {{ settings }}.small_sample
                or measured.log_odds is null
                then 'not_enough_cases'
            when not measured.stands_out then 'no_difference'
            when (measured.log_odds > 0) = (measured.says = 'more') then 'supported'
            else 'contradicted'
        end as verdict
    from (
        select
            {{ claims }}.*,
            coalesce({{ odds }}.leads_with, 0) as leads_with,
            coalesce({{ odds }}.won_with, 0) as won_with,
            coalesce({{ odds }}.leads_without, 0) as leads_without,
            coalesce({{ odds }}.won_without, 0) as won_without,
            {{ odds }}.log_odds,
            {{ odds }}.log_odds_low,
            {{ odds }}.log_odds_high,
            {{ odds }}.stands_out
        from {{ claims }}
        left join {{ odds }}
            on {{ claims }}.rule_id = {{ odds }}.rule_id
            or {{ claims }}.claim_id = {{ odds }}.claim_id
    ) as measured
    cross join {{ settings }}
{%- endmacro %}


{#- The columns of a claim's measure as they are published, of a relation that has what select_claims_judged gives. -#}
{% macro claim_measure_columns(judged) -%}
    {%- for side in ['with', 'without'] -%}
    cast({{ judged }}.leads_{{ side }} as bigint) as leads_{{ side }},
    cast({{ judged }}.won_{{ side }} as bigint) as won_{{ side }},
    {{ to_six_places(judged ~ '.close_rate_' ~ side) }} as close_rate_{{ side }},
    {{ to_six_places(wilson_bound(judged ~ '.close_rate_' ~ side, judged ~ '.leads_' ~ side, '-')) }} as close_rate_{{ side }}_low,
    {{ to_six_places(wilson_bound(judged ~ '.close_rate_' ~ side, judged ~ '.leads_' ~ side, '+')) }} as close_rate_{{ side }}_high,
    {% endfor -%}
    {{ to_six_places(exponential(judged ~ '.log_odds')) }} as odds_ratio,
    {{ to_six_places(exponential(judged ~ '.log_odds_low')) }} as odds_ratio_low,
    {{ to_six_places(exponential(judged ~ '.log_odds_high')) }} as odds_ratio_high
{%- endmacro %}


{#- A select of how each case ended by each outcome that is asked about: (scorecard_id, basis, case_id, outcome, result, is_mature, weight); of `cases`
    (int_cases) and `customers` (int_customers). By revenue a case counts as much as its amount, which is above 0; renewal is asked of what was
    won and whose account is a customer. result is won, lost or null (not yet); weight is a decimal(38, 6). -#}
{% macro select_case_results(cases, customers) -%}
    select
        scorecard_id,
        basis,
        case_id,
        'won' as outcome,
        result,
        is_mature,
        cast(1 as {{ type_decimal(38, 6) }}) as weight
    from {{ cases }}
    union all
    select
        scorecard_id,
        basis,
        case_id,
        'revenue' as outcome,
        result,
        is_mature,
        cast(amount as {{ type_decimal(38, 6) }}) as weight
    from {{ cases }}
    where amount > 0
    union all
    select
        won_cases.scorecard_id,
        won_cases.basis,
        won_cases.case_id,
        'renewal' as outcome,
        case when customers.is_renewed then 'won' when customers.is_churned then 'lost' end as result,
        customers.is_term_over as is_mature,
        cast(1 as {{ type_decimal(38, 6) }}) as weight
    from {{ cases }} as won_cases
    inner join {{ customers }} as customers
        on won_cases.account_id = customers.account_id
    where won_cases.result = 'won'
{%- endmacro %}


{#- A select of the traits that the lead of a case of the champion had at its moment (basis, case_id, trait_kind, trait, value): rules that it had
    points from, and values of attributes. -#}
{% macro select_case_traits(cases, criterion_points, lead_attributes, trait_values, scorecards) -%}
    select
        cases.basis,
        cases.case_id,
        'rule' as trait_kind,
        criterion_points.rule_id as trait,
        '' as value
    from {{ cases }} as cases
    inner join {{ scorecards }} as scorecards
        on cases.scorecard_id = scorecards.scorecard_id
        and scorecards.is_champion
    inner join {{ criterion_points }} as criterion_points
        on cases.scorecard_id = criterion_points.scorecard_id
        and cases.contact_id = criterion_points.contact_id
        and cases.as_of_date = criterion_points.as_of_date
        and criterion_points.entry = 'rule'
    union all
    select
        cases.basis,
        cases.case_id,
        'attribute' as trait_kind,
        attributes.attribute as trait,
        trait_values.trait_value as value
    from {{ cases }} as cases
    inner join {{ scorecards }} as scorecards
        on cases.scorecard_id = scorecards.scorecard_id
        and scorecards.is_champion
    inner join {{ lead_attributes }} as attributes
        on cases.contact_id = attributes.contact_id
        and cases.as_of_date = attributes.as_of_date
    inner join {{ trait_values }} as trait_values
        on attributes.attribute = trait_values.attribute
        and attributes.value = trait_values.value
{%- endmacro %}
