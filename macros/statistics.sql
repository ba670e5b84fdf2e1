{#- A bound of Wilson's 95 % interval of a rate (E. B. Wilson, JASA 22, 1927): the lower one for sign -, the upper one for +. `rate` is a share
    from 0 to 1, `size` the number of cases, or Kish's effective number of weighted ones. A double from 0 to 1; null without cases. -#}
{% macro wilson_bound(rate, size, sign) -%}
    {%- set z = 'cast(1.959963984540054 as ' ~ type_double() ~ ')' -%}
    case
            when {{ size }} > 0 and {{ rate }} = {{ 0 if sign == '-' else 1 }} then cast({{ 0 if sign == '-' else 1 }} as {{ type_double() }})
            when {{ size }} > 0 then (
                {{ rate }} + {{ z }} * {{ z }} / (2 * {{ size }})
                {{ sign }} {{ z }} * sqrt(({{ rate }} * (1 - {{ rate }}) + {{ z }} * {{ z }} / (4 * {{ size }})) / {{ size }})
            ) / (1 + {{ z }} * {{ z }} / {{ size }})
        end
{%- endmacro %}


{#- A share, rate or ratio as it is published: an exact decimal, rounded half away from zero to six places. -#}
{% macro to_six_places(value) -%}
    cast({{ rounded(value, 6) }} as decimal(18, 6))
{%- endmacro %}


{#- A select of the rows of `counts` (cases_with of `cases`, others_with of `others` have a trait) with the ratio of the two shares beside them:
    case_share and other_share (0 to 1), share_ratio (above 0; null where a group is empty) with its 95 % interval on the log scale (D. Katz
    and others, Biometrics 34, 1978; half a case is added to each of the four cells where a count is 0), and `contrast`: more, less or
    alike. As hundreds of traits are compared at once, more and less are said only where the 99.9 % interval leaves out 1. -#}
{% macro share_contrasts(counts) -%}
    select
        *,
        cast(cases_with as {{ type_double() }}) / nullif(cases, 0) as case_share,
        cast(others_with as {{ type_double() }}) / nullif(others, 0) as other_share,
        exp(log_ratio) as share_ratio,
        exp(log_ratio - 1.959963984540054 * standard_error) as share_ratio_low,
        exp(log_ratio + 1.959963984540054 * standard_error) as share_ratio_high,
        case
            when log_ratio - 3.290526731491895 * standard_error > 0 then 'more'
            when log_ratio + 3.290526731491895 * standard_error < 0 then 'less'
            else 'alike'
        end as contrast
    from (
        select
            *,
            ln((cases_with + correction) / (nullif(cases, 0) + 2 * correction))
            - ln((others_with + correction) / (nullif(others, 0) + 2 * correction)) as log_ratio,
            sqrt(
                1 / (cases_with + correction) - 1 / (nullif(cases, 0) + 2 * correction)
                + 1 / (others_with + correction) - 1 / (nullif(others, 0) + 2 * correction)
            ) as standard_error
        from (
            select
                *,
                cast(case when cases_with = 0 or others_with = 0 then 0.5 else 0 end as {{ type_double() }}) as correction
            from {{ counts }}
        ) as corrected
    ) as contrasts
{%- endmacro %}


{#- The phrase that says how a rate's number of cases is to be taken: none, too few (below the setting small_sample), or null = enough. -#}
{% macro sample_phrase(size) -%}
    case
            when {{ size }} = 0 then 'sample_none'
            when {{ size }} < settings.small_sample then 'sample_small'
        end
{%- endmacro %}
