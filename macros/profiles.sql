{#- The first day of the profiles: the var `profile_days` says how many there are, the as-of date the last. -#}
{% macro first_profile_day() -%}
    {{ days_after(as_of(), '-' ~ (lead_scoring.whole_number_setting('profile_days', 1, 3660) - 1)) }}
{%- endmacro %}


{#- A select of the days of the profiles (day): the as-of date and the days before it that it is compared with. -#}
{% macro select_profile_days() -%}
    select {{ days_after(as_of(), '1 - generated_number') }} as day
    from ({{ dbt.generate_series(lead_scoring.whole_number_setting('profile_days', 1, 3660)) }}) as numbers
{%- endmacro %}


{#- The columns of a profile for a select list, in the order in which profiles are put together: the feed, what is measured of which part of
    it (text, '' = the whole) on which day, and the number itself: its kind, cases, what was counted, and by how much chance may move it.
    kind: share (counted / cases), count (counted, of rows or people) or number (counted as it is). margin is null but for a
    number that chance moves: the bounds of a share or count follow from its kind. -#}
{% macro profile(feed, metric, part, day, kind, cases, counted, margin='null') -%}
    '{{ feed }}' as feed,
    cast({{ metric }} as {{ type_text() }}) as metric,
    cast({{ part }} as {{ type_text() }}) as part,
    {{ day }} as day,
    '{{ kind }}' as kind,
    cast({{ cases }} as bigint) as cases,
    cast({{ counted }} as {{ type_double() }}) as counted,
    cast({{ margin }} as {{ type_double() }}) as margin
{%- endmacro %}


{#- A select of profile rows that say, for each of `columns`, in what share of its rows it is blank: `relation` has one row per day with its
    number of `rows` and without_<column>. `part` is SQL in front of the column's name. -#}
{% macro select_null_shares(feed, metric, relation, columns, day, rows, part="''") -%}
    {%- for column in columns %}
    select {{ profile(feed, "'" ~ metric ~ "'", part ~ " || '" ~ column ~ "'", day, 'share', rows, 'without_' ~ column) }}
    from {{ relation }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{#- The columns of contacts whose blank cells are watched. -#}
{% macro watched_contact_columns() -%}
    {{ return(['account_id', 'full_name', 'email', 'phone', 'job_title', 'country', 'lead_source', 'campaign']) }}
{%- endmacro %}


{#- A select of the contact rows delivered per last day of a week of creation (0001-01-01 = earlier or unknown, 9999-12-31 = later): week_end,
    contact_rows, contacts, rows_with_id and the blanks of the watched columns. -#}
{% macro select_contact_weeks(contacts) -%}
    select
        week_end,
        count(*) as contact_rows,
        count(distinct contact_id) as contacts,
        count(contact_id) as rows_with_id,
        {{ count_blanks(watched_contact_columns()) }}
    from (
        select
            *,
            case
                when cast(created_at as date) > {{ as_of() }} then {{ always_until() }}
                when cast(created_at as date) >= {{ first_profile_day() }}
                    then {{ days_after(as_of(), '-7 * floor(' ~ time_between('created_at', as_of(), 'day') ~ ' / 7.0)') }}
                else {{ always_from() }}
            end as week_end
        from {{ contacts }}
    ) as delivered
    group by 1
{%- endmacro %}


{#- A select list that counts in how many rows each of `columns` is blank: without_<column>, weighted by `rows`. -#}
{% macro count_blanks(columns, relations={}, rows='1') -%}
    {%- for column in columns %}
    sum(case when {{ relations.get(column, '') }}{{ column }} is null then {{ rows }} else 0 end) as without_{{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{#- A select list that sums the columns without_<column> of several rows. -#}
{% macro sum_blanks(columns) -%}
    {%- for column in columns %}
    sum(without_{{ column }}) as without_{{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{#- A select of profile rows of every raw table that is delivered whole: its rows, and the share of them that cannot be used. `relations`
    maps a raw table to the model that receives it. -#}
{% macro select_table_sizes(relations) -%}
    {%- for table, relation in relations.items() %}
    select {{ profile('tables', "'rows'", "'" ~ table ~ "'", as_of(), 'count', 'count(*)', 'count(*)') }}
    from {{ relation }}
    union all
    select {{ profile('tables', "'rejected_share'", "'" ~ table ~ "'", as_of(), 'share', 'count(*)', 'count(rejected_because)') }}
    from {{ relation }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{#- A bound of a profile's number (columns kind, cases, counted, value, margin of `profiles`): the lower one for sign -, the upper one for +. -#}
{% macro profile_bound(profiles, sign) -%}
    case {{ profiles }}.kind
            when 'share' then {{ wilson_bound(profiles ~ '.value', profiles ~ '.cases', sign) }}
            when 'count' then {{ count_bound(profiles ~ '.counted', sign) }}
            else {{ profiles }}.value {{ sign }} coalesce({{ profiles }}.margin, 0)
        end
{%- endmacro %}


{#- What an expectation compares with: a number of `cases` as it is, its ratio to what is usual, or its distance from it. -#}
{% macro against_usual(cases, value) -%}
    case {{ cases }}.compared_as
            when 'ratio' then {{ cases }}.{{ value }} / nullif({{ cases }}.usual, 0)
            when 'difference' then {{ cases }}.{{ value }} - {{ cases }}.usual
            else {{ cases }}.{{ value }}
        end
{%- endmacro %}


{#- How many cases speak for a number: of a count, what is usual, or a feed that is gone could not be missed. -#}
{% macro known_cases(cases) -%}
    (case when {{ cases }}.kind = 'count' then coalesce({{ cases }}.usual, {{ cases }}.counted) else coalesce({{ cases }}.cases, 0) end)
{%- endmacro %}


{#- A select of what is to be judged: the rows of `judged` (select_judged_profiles) beside what is usual (`past`: select_past_profiles), with
    the interval that the expectation's limits are held against, and whether enough is known to judge. -#}
{% macro select_expectation_cases(judged, past) -%}
    select
        compared.*,
        {{ against_usual('compared', 'value_low') }} as judged_low,
        {{ against_usual('compared', 'value_high') }} as judged_high,
        coalesce(
            compared.value is not null
            and {{ known_cases('compared') }} >= compared.cases_at_least
            and (
                compared.compared_with = 'absolute'
                or (compared.past_days >= compared.past_at_least and {{ against_usual('compared', 'value') }} is not null)
            ),
            false
        ) as is_judged
    from (
        select
            {{ judged }}.*,
            coalesce({{ past }}.past_days, 0) as past_days,
            {{ past }}.usual
        from {{ judged }}
        left join {{ past }}
            on {{ judged }}.expectation_id = {{ past }}.expectation_id
            and {{ judged }}.part = {{ past }}.part
    ) as compared
{%- endmacro %}


{#- A select of expectations with the profile rows they look at: one row per row of `expectations` and part of its feed on the day it looks
    at (part '' and no value where there is none). `profiles` has the columns of profile(). -#}
{% macro select_judged_profiles(expectations, profiles) -%}
    select
        valued.*,
        {{ profile_bound('valued', '-') }} as value_low,
        {{ profile_bound('valued', '+') }} as value_high
    from (
        select
            {{ expectations }}.*,
            coalesce({{ profiles }}.part, '') as part,
            {{ profiles }}.kind,
            {{ profiles }}.cases,
            {{ profiles }}.counted,
            {{ profiles }}.margin,
            {{ profiles }}.counted / nullif(case when {{ profiles }}.kind = 'share' then {{ profiles }}.cases else 1 end, 0) as value
        from {{ expectations }}
        left join {{ profiles }}
            on {{ looks_at(expectations, profiles) }}
            and {{ expectations }}.judged_day = {{ profiles }}.day
    ) as valued
{%- endmacro %}


{#- A select, per expectation and part, of the median of the days before the judged one that it compares with, and how many there are. -#}
{% macro select_past_profiles(expectations, profiles) -%}
    select
        {{ expectations }}.expectation_id,
        {{ profiles }}.part,
        count(*) as past_days,
        {{ median_of(profiles ~ ".counted / case when " ~ profiles ~ ".kind = 'share' then " ~ profiles ~ '.cases else 1 end') }} as usual
    from {{ expectations }}
    inner join {{ profiles }}
        on {{ looks_at(expectations, profiles) }}
        and {{ expectations }}.judged_day > {{ profiles }}.day
        and {{ profiles }}.day >= {{ first_profile_day() }}
    where
        ({{ profiles }}.kind <> 'share' or {{ profiles }}.cases > 0)
        and (
            {{ expectations }}.compared_with <> 'usual_weekday'
            or mod({{ time_between(profiles ~ '.day', expectations ~ '.judged_day', 'day') }}, 7) = 0
        )
    group by 1, 2
{%- endmacro %}


{#- Join predicate: is a profile row about the feed, metric and parts that an expectation names? Blank parts = all of them. -#}
{% macro looks_at(expectations, profiles) -%}
    {{ expectations }}.feed = {{ profiles }}.feed
            and {{ expectations }}.metric = {{ profiles }}.metric
            and (
                {{ expectations }}.parts is null
                or replace('|' || {{ expectations }}.parts || '|', '|' || {{ profiles }}.part || '|', '')
                <> '|' || {{ expectations }}.parts || '|'
            )
{%- endmacro %}


{#- The columns of what is to be judged, with the sentence for each verdict, for a select from `cases`: rows of
    select_expectation_cases(). -#}
{% macro expectation_columns(cases) -%}
    {%- set value_shown_as = "case when " ~ cases ~ ".compared_as = 'ratio' then 'number' else " ~ cases ~ ".shown_as end" -%}
    {%- set words = {
        'label': cases ~ '.label',
        'value': shown_number(cases ~ '.value', cases ~ '.shown_as'),
        'usual': shown_number(cases ~ '.usual', cases ~ '.shown_as'),
        'limit': shown_number('coalesce(' ~ cases ~ '.at_most, ' ~ cases ~ '.at_least)', value_shown_as),
        'day': cases ~ '.judged_day',
        'cases': 'coalesce(cast(' ~ known_cases(cases) ~ ' as bigint), 0)',
        'cases_at_least': 'cast(' ~ cases ~ '.cases_at_least as bigint)',
        'past_days': cases ~ '.past_days',
        'past_at_least': 'cast(' ~ cases ~ '.past_at_least as bigint)',
        'of_part': "case when " ~ cases ~ ".part <> '' then ' (' || " ~ cases ~ ".part || ')' else '' end",
        'part': cases ~ '.part',
    } -%}
    {%- for column in [
        'expectation_id', 'part', 'feed', 'metric', 'judged_day', 'expectation', 'severity', 'owner_team', 'label', 'cases', 'value', 'usual',
        'past_days', 'judged_low', 'judged_high', 'at_least', 'at_most', 'is_judged', 'what_to_do'
    ] %}
    {{ cases }}.{{ column }},
    {%- endfor %}
    {{ filled_in(cases ~ '.when_failed', words) }} as failed_sentence,
    {{ filled_in(cases ~ '.when_met', words) }} as met_sentence,
    {{ filled_in(cases ~ '.when_not_judged', words) }} as not_judged_sentence
{%- endmacro %}


{#- A select of how far apart the parts of two groups are: cases, others, the population stability index of `counts` (later_cases,
    earlier_cases; one row per part), and by_chance: what the index would be at most, 999 times in 1000, if nothing had moved. Half a
    case more in each cell, so that an empty one has a logarithm. Without any drift the index over (1 / cases + 1 / others) is about
    chi-squared; its 99.9 % point by E. B. Wilson and M. M. Hilferty, PNAS 17, 1931. No index without cases, others and two parts. -#}
{% macro select_stability(counts) -%}
    select
        cases,
        others,
        stability_index,
        (1 / cast(cases as {{ type_double() }}) + 1 / cast(others as {{ type_double() }})) * freedom
        * power(1 - 2 / (9 * cast(freedom as {{ type_double() }})) + 3.090232306167813 * sqrt(2 / (9 * cast(freedom as {{ type_double() }}))), 3) as by_chance
    from (
        select
            max(cases) as cases,
            max(others) as others,
            max(parts) - 1 as freedom,
            sum((later_share - earlier_share) * ln(later_share / earlier_share)) as stability_index
        from (
            select
                cases,
                others,
                parts,
                (later_cases + 0.5) / cast(cases + 0.5 * parts as {{ type_double() }}) as later_share,
                (earlier_cases + 0.5) / cast(others + 0.5 * parts as {{ type_double() }}) as earlier_share
            from (
                select
                    later_cases,
                    earlier_cases,
                    sum(later_cases) over () as cases,
                    sum(earlier_cases) over () as others,
                    count(*) over () as parts
                from {{ counts }}
            ) as counted
            where cases > 0 and others > 0 and parts > 1
        ) as shares
    ) as indexes
    where stability_index is not null
{%- endmacro %}


{#- A select of the days up to the as-of date on which event rows were loaded, or happened where their day of loading is unknown: day, delivered_rows. -#}
{% macro select_event_row_days(event_days, event_loads) -%}
    select
        day,
        sum(delivered_rows) as delivered_rows
    from (
        select
            loaded_on as day,
            delivered_rows
        from {{ event_days }}
        where loaded_on < {{ always_until() }}
        union all
        select
            day,
            events as delivered_rows
        from {{ event_loads }}
        where loaded_on = {{ always_until() }}
    ) as deliveries
    where day <= {{ as_of() }}
    group by 1
{%- endmacro %}


{#- A select of profiles (as macro profile writes them) of what events look like, one row per metric, part and day: rows of each type, blank cells,
    repeats, late and early events. The argument is int_event_loads. -#}
{% macro select_event_profiles(event_loads) -%}
    with

    days as (

        {{ select_profile_days() }}

    ),

    loads as (

        select loads.*
        from {{ event_loads }} as loads
        inner join days
            on loads.day = days.day

    ),

    types as (

        select
            event_type,
            min(day) as first_day
        from loads
        group by 1

    ),

    loads_by_type as (

        select
            event_type,
            day,
            sum(events) as events,
            sum(acts) as acts,
            sum(repeated_acts) as repeated_acts,
            {{ sum_blanks(['page_path', 'asset', 'channel', 'campaign', 'user_agent']) }}
        from loads
        group by 1, 2

    ),

    -- only events whose day of loading is known
    loads_by_day as (

        select
            day,
            sum(events) as events,
            sum(late_events) as late_events,
            sum(early_events) as early_events
        from loads
        where loaded_on < {{ always_until() }}
        group by 1

    ),

    -- an event type without rows on a day gets a 0 there, so that its absence shows
    type_days as (

        select
            types.event_type,
            days.day,
            coalesce(loads_by_type.events, 0) as events
        from types
        inner join days
            on types.first_day <= days.day
        left join loads_by_type
            on types.event_type = loads_by_type.event_type
            and days.day = loads_by_type.day

    )

    select {{ profile('events', "'type_rows'", 'event_type', 'day', 'count', 'events', 'events') }}
    from type_days

    union all

    select {{ profile('events', "'repeat_share'", 'event_type', 'day', 'share', 'acts', 'repeated_acts') }}
    from loads_by_type

    union all

    select {{ profile('events', "'late_share'", "''", 'day', 'share', 'events', 'late_events') }}
    from loads_by_day

    union all

    select {{ profile('events', "'early_share'", "''", 'day', 'share', 'events', 'early_events') }}
    from loads_by_day

    union all

    {{ select_null_shares(
        'events', 'null_share', 'loads_by_type', ['page_path', 'asset', 'channel', 'campaign', 'user_agent'], 'day', 'events', "event_type || ' '"
    ) }}
{%- endmacro %}


{#- A select of profiles (as macro profile writes them) of how events are delivered, one row per metric and day: rows, duplicates, rows that cannot
    be used. The arguments are int_event_days, int_event_loads, int_rejected_events and int_events. -#}
{% macro select_delivery_profiles(event_days, event_loads, rejected_events, events) -%}
    with

    days as (

        {{ select_profile_days() }}

    ),

    row_days as (

        {{ select_event_row_days(event_days, event_loads) }}

    ),

    delivered as (

        select * from {{ event_days }}
        where loaded_on >= {{ first_profile_day() }}

    ),

    rejected as (

        select
            loaded_on,
            count(*) as rejected_rows
        from {{ rejected_events }}
        where rejected_because is not null
        group by 1

    ),

    firsts as (

        select
            loaded_on,
            count(*) as events
        from {{ events }}
        where loaded_on >= {{ first_profile_day() }}
        group by 1

    ),

    -- rows without a day of loading are measured as a whole, in each run
    deliveries as (

        select
            case when delivered.loaded_on = {{ always_until() }} then {{ as_of() }} else delivered.loaded_on end as day,
            sum(delivered.delivered_rows) as delivered_rows,
            sum(coalesce(rejected.rejected_rows, 0)) as rejected_rows,
            sum(coalesce(firsts.events, 0)) as events
        from delivered
        left join rejected
            on delivered.loaded_on = rejected.loaded_on
        left join firsts
            on delivered.loaded_on = firsts.loaded_on
        group by 1

    ),

    first_days as (

        select min(day) as first_day
        from row_days

    ),

    -- a day without rows is a day with 0 rows
    counted_days as (

        select
            days.day,
            coalesce(row_days.delivered_rows, 0) as delivered_rows
        from days
        inner join first_days
            on days.day >= first_days.first_day
        left join row_days
            on days.day = row_days.day

    )

    select {{ profile('events', "'rows'", "''", 'day', 'count', 'delivered_rows', 'delivered_rows') }}
    from counted_days

    union all

    select {{ profile('events', "'duplicate_share'", "''", 'day', 'share', 'delivered_rows', 'delivered_rows - rejected_rows - events') }}
    from deliveries

    union all

    select {{ profile('events', "'rejected_share'", "''", 'day', 'share', 'delivered_rows', 'rejected_rows') }}
    from deliveries
{%- endmacro %}
