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
        end as decimal(18, 3))
{%- endmacro %}


{#- The part of an opportunity in the area under the ROC curve (E. DeLong and others, Biometrics 44, 1988; by ranks as X. Sun and W. Xu,
    IEEE Signal Processing Letters 21, 2014): of one that was won, the share of the lost ones with a lower `score`, of one that was lost,
    the share of the won ones with a higher one; equal scores count half. A double from 0 to 1, null where there is no other kind. -#}
{% macro auc_part(score, partition_by) -%}
    {%- set lost = 'case when is_won then 0 else 1 end' -%}
    {%- set won = 'case when is_won then 1 else 0 end' -%}
    case
            when is_won then {{ quotient(
                'sum(' ~ lost ~ ') over (partition by ' ~ partition_by ~ ' order by ' ~ score ~ ' asc) - '
                ~ quotient('sum(' ~ lost ~ ') over (partition by ' ~ partition_by ~ ', ' ~ score ~ ')', 2),
                'sum(' ~ lost ~ ') over (partition by ' ~ partition_by ~ ')'
            ) }}
            else {{ quotient(
                'sum(' ~ won ~ ') over (partition by ' ~ partition_by ~ ' order by ' ~ score ~ ' desc) - '
                ~ quotient('sum(' ~ won ~ ') over (partition by ' ~ partition_by ~ ', ' ~ score ~ ')', 2),
                'sum(' ~ won ~ ') over (partition by ' ~ partition_by ~ ')'
            ) }}
        end
{%- endmacro %}
