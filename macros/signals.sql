{#- A bound of the 95 % interval of a number of independent events (a Poisson count), by the score method: the lower one for sign -, the upper
    one for +. A double, 0 at least. -#}
{% macro count_bound(events, sign) -%}
    {%- set z = 'cast(1.959963984540054 as ' ~ type_double() ~ ')' -%}
    {%- set z2 = z ~ ' * ' ~ z -%}
    ({{ events }} + {{ quotient(z2, 2) }} {{ sign }} {{ z }} * {{ square_root(events ~ ' + ' ~ quotient(z2, 4)) }})
{%- endmacro %}


{#- A select of one signal that is a share: (signal, cases, value, value_low, value_high), null where `relation` has no row of
    `among`. The bounds are Wilson's. -#}
{% macro select_share_signal(signal, relation, part, among='true') -%}
    select
        '{{ signal }}' as signal,
        cases,
        share as value,
        {{ wilson_bound('share', 'cases', '-') }} as value_low,
        {{ wilson_bound('share', 'cases', '+') }} as value_high
    from (
        select
            cases,
            {{ quotient('cases_of_part', 'cases') }} as share
        from (
            select
                count(*) as cases,
                count(case when {{ part }} then 1 end) as cases_of_part
            from {{ relation }}
            where {{ among }}
        ) as counts
    ) as shares
{%- endmacro %}


{#- A select of the signal nurturing: the share of `leads` (contact_id) that are in a segment of nurture, not with sales and no customers. One
    row without cases where nurture is switched off. -#}
{% macro select_nurturing_signal(leads) -%}
    {%- if switch_setting('nurture', true) -%}
    {%- set nurtured -%}
    (
                select
                    {{ leads }}.contact_id,
                    nurture_leads.contact_id is not null as is_nurtured
                from {{ leads }}
                left join {{ ref('int_nurture_leads') }} as nurture_leads
                    on {{ leads }}.contact_id = nurture_leads.contact_id
                    and nurture_leads.segment not in ('waiting_for_capacity', 'being_worked', 'open_opportunity', 'customer')
            ) as nurtured
    {%- endset -%}
    {{ select_share_signal('nurturing', nurtured, 'is_nurtured') }}
    {%- else -%}
    {{ select_share_signal('nurturing', leads, 'false', among='false') }}
    {%- endif -%}
{%- endmacro %}


{#- A select of one signal that is counted exactly: (signal, cases, value, value_low, value_high), the last three alike. -#}
{% macro select_counted_signal(signal, value, relation) -%}
    select
        '{{ signal }}' as signal,
        count(*) as cases,
        cast({{ value }} as {{ type_double() }}) as value,
        cast({{ value }} as {{ type_double() }}) as value_low,
        cast({{ value }} as {{ type_double() }}) as value_high
    from {{ relation }}
{%- endmacro %}


{#- A select of the signals slow_machine and slow_seller: (signal, cases, value, value_low, value_high), the medians of working minutes to
    hand-off and to the first touch, of the recent rows of `speeds` (speed_to_lead). A hand-off whose time is over without a touch counts with
    what it has waited. -#}
{% macro select_speed_signals(speeds, settings) -%}
    {%- set waited = 'coalesce(working_minutes_to_touch, working_minutes_waiting)' -%}
    {%- for signal, minutes, among in [
        ('slow_machine', 'working_minutes_to_handoff', 'true'),
        ('slow_seller', waited, '(first_touch_at is not null or not is_in_time)'),
    ] %}
    select
        '{{ signal }}' as signal,
        count(*) as cases,
        {{ quotient(
            'min(case when 2 * place >= cases then minutes end) + max(case when 2 * place <= cases + 2 then minutes end)', 2
        ) }} as value,
        -- order statistics that have the median between them in 95 of 100 samples
        cast(max(case when place <= {{ greatest_of('half - spread', 1) }} then minutes end) as {{ type_double() }}) as value_low,
        cast(min(case when place >= {{ least_of('half + spread + 1', 'cases') }} then minutes end) as {{ type_double() }}) as value_high
    from (
        select
            minutes,
            place,
            cases,
            {{ quotient('cases', 2) }} as half,
            0.979981992270027 * {{ square_root('cases') }} as spread
        from (
            select
                {{ minutes }} as minutes,
                row_number() over (order by {{ minutes }}, handoff_id) as place,
                count(*) over () as cases
            from {{ speeds }} as speeds
            cross join {{ settings }} as settings
            where
                {{ minutes }} is not null
                and {{ among }}
                and {{ time_between('speeds.handed_off_on', 'speeds.as_of_date', 'day') }} < settings.recent_days
        ) as ordered
    ) as placed
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{#- A select of the signals score_blind and too_good: (signal, cases, value, value_low, value_high, found), of the champion's `accuracy`
    (score_accuracy) and of `rules` (rule_performance). score_blind is of the opportunities after the cut date; its value_low is half the lift of
    the best-scored tenth where that is lower, for which 0.5 is chance as it is for the AUC. too_good is the AUC of all, or the share won
    under a rule where it is larger: of the rules that enough opportunities had and that win more often than all, beyond chance, the one
    that wins most. `found` is the label of that rule, or AUC. `cases` are those of the rarer outcome. -#}
{% macro select_score_signals(accuracy, rules, settings) -%}
    {%- set won_share = quotient('rules.won_with', 'rules.leads_with') -%}
    select
        'score_blind' as signal,
        {{ least_of('won', 'leads - won') }} as cases,
        auc as value,
        case when {{ quotient('lift_top_10', 2) }} < coalesce(auc_low, auc) then {{ quotient('lift_top_10', 2) }} else auc_low end as value_low,
        auc_high as value_high,
        'AUC' as found
    from {{ accuracy }}
    where period = 'after'
    union all
    select
        'too_good' as signal,
        cases,
        value,
        value as value_low,
        value as value_high,
        found
    from (
        select
            {{ least_of('alls.won', 'alls.leads - alls.won') }} as cases,
            {{ greatest_of('alls.auc', 'coalesce(best.won_share, alls.auc)') }} as value,
            case when best.won_share > alls.auc then best.label else 'AUC' end as found
        from {{ accuracy }} as alls
        left join (
            select
                rules.label,
                {{ won_share }} as won_share,
                row_number() over (order by {{ won_share }} desc, rules.leads_with desc, rules.rule_id) as place
            from {{ rules }} as rules
            inner join {{ accuracy }} as alls
                on rules.scorecard_id = alls.scorecard_id
                and alls.period = 'all'
            cross join {{ settings }} as settings
            where
                rules.leads_with >= settings.trait_cases_at_least
                and {{ wilson_bound(won_share, 'rules.leads_with', '-') }} > {{ quotient('alls.won', 'alls.leads') }}
        ) as best
            on best.place = 1
        where alls.period = 'all'
    ) as too_good
{%- endmacro %}


{#- A select of the signal over_capacity: (signal, cases, value, value_low, value_high), newly ready leads a week at the hand-off's line against what
    sellers take, with the interval of a count; of `curve` (capacity_curve) and `history` (int_champion_history), whose recent month ends say of
    how many weeks. -#}
{% macro select_load_signal(curve, history) -%}
    select
        'over_capacity' as signal,
        cast({{ to_decimal('rises', 18, 0) }} as bigint) as cases,
        {{ quotient(quotient('rises', 'weeks'), 'weekly_capacity') }} as value,
        {{ quotient(quotient(count_bound('rises', '-'), 'weeks'), 'weekly_capacity') }} as value_low,
        {{ quotient(quotient(count_bound('rises', '+'), 'weeks'), 'weekly_capacity') }} as value_high
    from (
        select
            recent.weeks,
            curve.leads_per_week * recent.weeks as rises,
            curve.weekly_capacity
        from {{ curve }} as curve
        cross join (
            select {{ quotient(time_between('min(previous_month_end_date)', 'max(month_end_date)', 'day'), 7) }} as weeks
            from {{ history }}
            where is_recent
        ) as recent
        where curve.is_handoff_threshold and curve.is_champion
    ) as loads
{%- endmacro %}


{#- A number as a sentence shows it: with one decimal, per cent where `shown_as` says share; a whole number where it says count. -#}
{% macro shown_number(value, shown_as) -%}
    case {{ shown_as }}
                when 'share' then {{ decimal_text(to_decimal('100 * ' ~ value, 18, 1), 1) }} || ' %'
                when 'count' then {{ decimal_text(to_decimal(value, 18, 0), 0) }}
                else {{ decimal_text(to_decimal(value, 18, 2), 2) }}
            end
{%- endmacro %}
