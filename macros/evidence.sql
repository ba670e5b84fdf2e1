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
