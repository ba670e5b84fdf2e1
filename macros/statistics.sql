{#- A bound of Wilson's 95 % interval of a rate (E. B. Wilson, JASA 22, 1927): the lower one for sign -, the upper one for +. `rate` is a share
    from 0 to 1, `size` the number of cases, or Kish's effective number of weighted ones. A double from 0 to 1; null without cases. -#}
{% macro wilson_bound(rate, size, sign) -%}
    {%- set z = 'cast(1.959963984540054 as ' ~ type_double() ~ ')' -%}
    {%- set z2 = z ~ ' * ' ~ z -%}
    {%- set middle = rate ~ ' + ' ~ quotient(z2, '2 * ' ~ size) -%}
    {%- set variance = quotient(rate ~ ' * (1 - ' ~ rate ~ ') + ' ~ quotient(z2, '4 * ' ~ size), size) -%}
    case
            when {{ size }} > 0 and {{ rate }} = {{ 0 if sign == '-' else 1 }} then cast({{ 0 if sign == '-' else 1 }} as {{ type_double() }})
            when {{ size }} > 0 then {{ quotient(
                middle ~ ' ' ~ sign ~ ' ' ~ z ~ ' * ' ~ square_root(variance),
                '1 + ' ~ quotient(z2, size)
            ) }}
        end
{%- endmacro %}


{#- A bound of the 95 % interval of 1 - S, where S is Kaplan and Meier's share, from its logarithm and Greenwood's variance of that: the lower one for
    sign -, the upper one for +. It is symmetric for log(-log S), so that it stays between 0 and 1 (J. D. Kalbfleisch and R. L. Prentice, The
    Statistical Analysis of Failure Time Data, 1980). A double; null where the logarithm is, and where it is 0. -#}
{% macro greenwood_bound(log_share, variance, sign) -%}
    {%- set z = 'cast(1.959963984540054 as ' ~ type_double() ~ ')' -%}
    1 - {{ exponential(
        log_share ~ ' * ' ~ exponential(sign ~ z ~ ' * ' ~ quotient(square_root(variance), '-(' ~ log_share ~ ')'))
    ) }}
{%- endmacro %}


{#- A select of how many of `opportunities` (int_period_opportunities) had a score (scorecard_id, period, score): leads, won, all_leads and all_won of
    the period, higher_leads and higher_won with a higher score. -#}
{% macro select_score_counts(opportunities) -%}
    select
        counts.*,
        sum(leads) over (partition by scorecard_id, period) as all_leads,
        sum(won) over (partition by scorecard_id, period) as all_won,
        sum(leads) over (partition by scorecard_id, period order by score desc rows unbounded preceding) - leads as higher_leads,
        sum(won) over (partition by scorecard_id, period order by score desc rows unbounded preceding) - won as higher_won
    from (
        select
            scorecard_id,
            period,
            score,
            count(*) as leads,
            count(case when is_won then 1 end) as won
        from {{ opportunities }}
        group by 1, 2, 3
    ) as counts
{%- endmacro %}


{#- A select of the close rate of each score fitted so that it never falls as scores rise: (scorecard_id, score, close_rate, leads, won), one row
    per row of `counts`, the select_score_counts of one period. A score's rate is the largest over all starts up to it of the smallest over all ends
    from it on of what runs of scores won together (R. E. Barlow and others, Statistical Inference under Order Restrictions, 1972). -#}
{% macro select_isotonic_rates(counts) -%}
    select
        smallest.scorecard_id,
        smallest.score,
        max(smallest.rate) as close_rate,
        min(fitted.leads) as leads,
        min(fitted.won) as won
    from (
        select
            scorecard_id,
            to_score as score,
            min(rate) over (partition by scorecard_id, from_score order by to_score desc rows unbounded preceding) as rate
        from (
            select
                lowest.scorecard_id,
                lowest.score as from_score,
                highest.score as to_score,
                {{ quotient(
                    'lowest.higher_won + lowest.won - highest.higher_won', 'lowest.higher_leads + lowest.leads - highest.higher_leads'
                ) }} as rate
            from {{ counts }} as lowest
            inner join {{ counts }} as highest
                on lowest.scorecard_id = highest.scorecard_id
                and lowest.score <= highest.score
        ) as runs_of_scores
    ) as smallest
    inner join {{ counts }} as fitted
        on smallest.scorecard_id = fitted.scorecard_id
        and smallest.score = fitted.score
    group by 1, 2
{%- endmacro %}


{#- A select of the rows of `counts` (cases_with of `cases`, others_with of `others` have a trait) with the ratio of the two shares beside them:
    share_ratio (above 0; null where a group is empty) with its 95 % interval on the log scale (D. Katz
    and others, Biometrics 34, 1978; half a case is added to each of the four cells where a count is 0), and `contrast`: more, less or
    alike. As hundreds of traits are compared at once, more and less are said only where the 99.9 % interval leaves out 1. -#}
{% macro select_share_contrasts(counts) -%}
    select
        *,
        {{ exponential('log_ratio') }} as share_ratio,
        {{ exponential('log_ratio - 1.959963984540054 * standard_error') }} as share_ratio_low,
        {{ exponential('log_ratio + 1.959963984540054 * standard_error') }} as share_ratio_high,
        case
            when log_ratio - 3.290526731491895 * standard_error > 0 then 'more'
            when log_ratio + 3.290526731491895 * standard_error < 0 then 'less'
            else 'alike'
        end as contrast
    from (
        select
            *,
            {{ logarithm(quotient('cases_with + correction', 'nullif(cases, 0) + 2 * correction')) }}
            - {{ logarithm(quotient('others_with + correction', 'nullif(others, 0) + 2 * correction')) }} as log_ratio,
            {{ square_root(
                quotient(1, 'cases_with + correction') ~ ' - ' ~ quotient(1, 'nullif(cases, 0) + 2 * correction')
                ~ ' + ' ~ quotient(1, 'others_with + correction') ~ ' - ' ~ quotient(1, 'nullif(others, 0) + 2 * correction')
            ) }} as standard_error
        from (
            select
                *,
                cast(case when cases_with = 0 or others_with = 0 then 0.5 else 0 end as {{ type_double() }}) as correction
            from {{ counts }}
        ) as corrected
    ) as contrasts
{%- endmacro %}


{#- The columns of a ratio of shares as they are published, of a relation that has what select_share_contrasts gives: share_ratio,
    share_ratio_low and share_ratio_high. -#}
{% macro share_ratio_columns(contrasts) -%}
    {{ to_six_places(contrasts ~ '.share_ratio') }} as share_ratio,
    {{ to_six_places(contrasts ~ '.share_ratio_low') }} as share_ratio_low,
    {{ to_six_places(contrasts ~ '.share_ratio_high') }} as share_ratio_high
{%- endmacro %}


{#- The phrase that says how a rate's number of cases is to be taken: none, too few (below small_sample of the relation
    `settings`), or null = enough. -#}
{% macro sample_phrase(size, settings) -%}
    case
            when {{ size }} = 0 then 'sample_none'
            when {{ size }} < {{ settings }}.small_sample then 'sample_small'
        end
{%- endmacro %}


{#- A select of the rows of `estimates` with a boolean column `name` beside them, never null: whether `estimate`, which has a standard_error,
    stands out from 0 among all rows that have both, at 5 % for all of them together (S. Holm, Scandinavian Journal of Statistics 6, 1979:
    each p-value times the number of tests that are not ahead of it, and so for all that are). The p-values are two-sided, of a standard
    normal deviate z: erfc(|z| / sqrt(2)) by W. Press and others, Numerical Recipes in C, 1992, 6.2, right to 1.2 parts in ten million. -#}
{% macro select_stand_outs(estimates, estimate, name) -%}
    {%- set x, t = name ~ '_x', name ~ '_t' -%}
    {%- set distance = quotient('abs(' ~ quotient(estimate, 'standard_error') ~ ')', square_root(2)) -%}
    {%- set series = namespace(sum='0.17087277') -%}
    {%- for factor in [
        '-0.82215223', '1.48851587', '-1.13520398', '0.27886807', '-0.18628806', '0.09678418', '0.37409196', '1.00002368', '-1.26551223',
    ] -%}
        {%- set series.sum = factor ~ ' + ' ~ t ~ ' * (' ~ series.sum ~ ')' -%}
    {%- endfor -%}
    select
        *,
        coalesce(max({{ name }}_step) over (order by {{ name }}_p asc nulls last rows unbounded preceding) <= 0.05 and {{ name }}_p is not null, false) as {{ name }}
    from (
        select
            *,
            {{ name }}_p * (count({{ name }}_p) over () + 1 - rank() over (order by {{ name }}_p asc nulls last)) as {{ name }}_step
        from (
            select
                *,
                {{ t }} * {{ exponential(name ~ '_log') }} as {{ name }}_p
            from (
                select
                    *,
                    {{ series.sum }} - {{ x }} * {{ x }} as {{ name }}_log
                from (
                    select
                        *,
                        {{ quotient(1, '1 + 0.5 * ' ~ x) }} as {{ t }}
                    from (
                        select
                            *,
                            -- beyond it no p-value is told from 0, and no square is too large for a double
                            case when {{ distance }} > 40 then 40 else {{ distance }} end as {{ x }}
                        from {{ estimates }}
                    ) as distances
                ) as deviates
            ) as logarithms
        ) as tests
    ) as steps
{%- endmacro %}


{#- A select of the odds ratio of each thing that opportunities have or lack, over the strata in which they are alike (N. Mantel and W. Haenszel,
    1959), and whether it stands out from 1 among all of them. `keys` are the columns of `strata` that name the thing; beside them it has
    stratum, won_with, lost_with, won_without and lost_without. Gives the keys, leads_with, won_with, leads_without, won_without, log_odds with
    its standard_error and 95 % interval (null where no stratum has both kinds), and stands_out. -#}
{% macro select_odds(strata, keys) -%}
    {%- set names = keys | join(', ') -%}
    {%- set odds -%}
    (
        select
            *,
            log_odds - 1.959963984540054 * standard_error as log_odds_low,
            log_odds + 1.959963984540054 * standard_error as log_odds_high
        from (
            select
                {{ names }},
                cast(sum(leads_with) as bigint) as leads_with,
                cast(sum(won_with) as bigint) as won_with,
                cast(sum(leads_without) as bigint) as leads_without,
                cast(sum(won_without) as bigint) as won_without,
                {{ logarithm(quotient('sum(favour)', 'sum(contrary)')) }} as log_odds,
                -- J. Robins, N. Breslow and S. Greenland, Biometrics 42, 1986
                {{ square_root(
                    quotient('sum(agreeing * favour)', '2 * sum(favour) * sum(favour)')
                    ~ ' + ' ~ quotient('sum(agreeing * contrary + differing * favour)', '2 * sum(favour) * sum(contrary)')
                    ~ ' + ' ~ quotient('sum(differing * contrary)', '2 * sum(contrary) * sum(contrary)')
                ) }} as standard_error
            from (
                select
                    {{ names }}, leads_with, won_with, leads_without, won_without,
                    {{ quotient('(won_with + correction) * (lost_without + correction)', 'leads') }} as favour,
                    {{ quotient('(lost_with + correction) * (won_without + correction)', 'leads') }} as contrary,
                    {{ quotient('(won_with + lost_without + 2 * correction)', 'leads') }} as agreeing,
                    {{ quotient('(lost_with + won_without + 2 * correction)', 'leads') }} as differing
                from (
                    select
                        *,
                        -- only strata with the thing and without it tell something
                        case when leads_with > 0 and leads_without > 0 then leads_with + leads_without + 4 * correction end as leads
                    from (
                        select
                            *,
                            won_with + lost_with as leads_with,
                            won_without + lost_without as leads_without,
                            -- where the ratio would be 0 or infinite, half a case is added to each cell (J. Haldane, 1956)
                            cast(case when in_favour = 0 or against = 0 then 0.5 else 0 end as {{ type_double() }}) as correction
                        from (
                            select
                                *,
                                sum(won_with * lost_without) over (partition by {{ names }}) as in_favour,
                                sum(lost_with * won_without) over (partition by {{ names }}) as against
                            from {{ strata }}
                        ) as sums
                    ) as corrected
                ) as cells
            ) as parts
            group by {{ range(1, keys | length + 1) | join(', ') }}
        ) as pooled
    ) as odds
    {%- endset -%}
    {{ select_stand_outs(odds, 'log_odds', 'stands_out') }}
{%- endmacro %}


{#- A select of the opportunities that a scorecard or rival score and the champion both scored, of `opportunities` (int_period_opportunities, of one
    period): (scorecard_id, opportunity_id, opened_on, is_won, score, champion_score). The champion stands beside itself too. -#}
{% macro select_challenged_opportunities(opportunities, scorecards) -%}
    select
        challenged.scorecard_id,
        challenged.opportunity_id,
        challenged.opened_on,
        challenged.is_won,
        challenged.score,
        champions.score as champion_score
    from {{ opportunities }} as challenged
    inner join {{ opportunities }} as champions
        on challenged.opportunity_id = champions.opportunity_id
    inner join {{ scorecards }} as scorecards_in_use
        on champions.scorecard_id = scorecards_in_use.scorecard_id
        and scorecards_in_use.is_champion
{%- endmacro %}


{#- A select of what the same calls win down two lists: (scorecard_id, threshold, calls, won, champion_won, standard_error), one row per scorecard of
    `pairs` (select_challenged_opportunities) and threshold of `thresholds`. `calls`: opportunities that the champion scores at or above the threshold;
    `champion_won`: the wins among them; `won`: the wins among as many from the top of the other list, where each of those that tie at its end counts
    in part. The standard error of the difference is that of the mean of (called - called by the champion) * (is won - rate), by the influence of each
    opportunity on the wins above a quantile (R. Serfling, Approximation Theorems of Mathematical Statistics, 1980, ch. 2 and 6). `rate` is the share
    of wins where the other list ends: of all scores that reach into the twentieth of the list before its end and the one after it. -#}
{% macro select_same_calls(pairs, thresholds) -%}
    with kinds as (
        select scorecard_id, score, champion_score, count(*) as opportunities, count(case when is_won then 1 end) as won
        from {{ pairs }}
        group by 1, 2, 3
    ),

    places as (
        select
            scorecard_id, score, sum(opportunities) as opportunities, sum(won) as won,
            sum(sum(opportunities)) over (partition by scorecard_id order by score desc rows unbounded preceding) - sum(opportunities) as higher,
            sum(sum(opportunities)) over (partition by scorecard_id) as all_opportunities
        from kinds
        group by scorecard_id, score
    ),

    called as (
        select
            kinds.scorecard_id, thresholds.threshold,
            sum(case when kinds.champion_score >= thresholds.threshold then kinds.opportunities else 0 end) as calls,
            sum(case when kinds.champion_score >= thresholds.threshold then kinds.won else 0 end) as won
        from kinds
        cross join {{ thresholds }} as thresholds
        group by 1, 2
    ),

    near as (
        select
            places.*, called.threshold, called.calls, called.won as champion_won,
            case
                when called.calls <= places.higher then 0
                when called.calls >= places.higher + places.opportunities then 1
                else {{ quotient('called.calls - places.higher', 'places.opportunities') }}
            end as called_share,
            20 * (places.higher - called.calls) < places.all_opportunities
            and 20 * (called.calls - places.higher - places.opportunities) < places.all_opportunities as is_near
        from places
        inner join called
            on places.scorecard_id = called.scorecard_id
    ),

    ends as (
        select
            *,
            {{ quotient(
                'sum(case when is_near then won end) over (partition by scorecard_id, threshold)',
                'sum(case when is_near then opportunities end) over (partition by scorecard_id, threshold)'
            ) }} as rate
        from near
    ),

    summed as (
        select
            ends.scorecard_id, ends.threshold, max(ends.calls) as calls, max(ends.champion_won) as champion_won,
            max(ends.all_opportunities) as opportunities, sum(ends.called_share * kinds.won) as won,
            sum(
                (ends.called_share - case when kinds.champion_score >= ends.threshold then 1 else 0 end)
                * (ends.called_share - case when kinds.champion_score >= ends.threshold then 1 else 0 end)
                * (kinds.won * (1 - ends.rate) * (1 - ends.rate) + (kinds.opportunities - kinds.won) * ends.rate * ends.rate)
            ) as squares
        from ends
        inner join kinds
            on ends.scorecard_id = kinds.scorecard_id
            and ends.score = kinds.score
        group by 1, 2
    )

    select
        scorecard_id, threshold, calls, won, champion_won,
        {{ square_root(quotient(
            '(squares * opportunities - (won - champion_won) * (won - champion_won))', 'opportunities - 1'
        )) }} as standard_error
    from summed
{%- endmacro %}
