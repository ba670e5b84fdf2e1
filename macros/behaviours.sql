{#- A select of behaviours as int_activity_patterns takes its conditions, once per event type: without event types of its own a behaviour is of
    every type of `known_types` that says something of the person. -#}
{% macro select_behaviour_conditions(behaviours, known_types, passive_event_types) -%}
    select 'behaviour', behaviour, {{ trimmed('event_type') }}, property, pattern, excludes, null, null
    from (
        select behaviour, {{ alternatives('event_type') }} as event_type, property, pattern, excludes
        from {{ behaviours }}{{ each_alternative('event_type') }}
        where event_type is not null
    ) as behaviour_types
    union all
    select 'behaviour', behaviours.behaviour, known_types.event_type, behaviours.property, behaviours.pattern, behaviours.excludes, null, null
    from {{ behaviours }}
    cross join {{ known_types }} as known_types
    left join {{ passive_event_types }}
        on known_types.event_type = passive_event_types.event_type
    where behaviours.event_type is null and passive_event_types.event_type is null
{%- endmacro %}


{#- A quantity as it is summed: an exact decimal cut after twelve places, of at most 10^20, so that a million of the largest have a sum. -#}
{% macro summed_quantity(quantity) -%}
    cast({{ compared_number(quantity) }} as {{ type_decimal(38, 12) }})
{%- endmacro %}


{#- What an activity shows of the property that a column names; null where it shows nothing. -#}
{% macro property_of(activities, property) -%}
    case {{ property }}
            {%- for name in ['page_path', 'asset', 'channel', 'campaign'] %}
            when '{{ name }}' then {{ activities }}.{{ name }}
            {%- endfor %}
        end
{%- endmacro %}


{#- A select of the moments at which somebody's events are counted (moment_id, days_id, contact_id, as_of_date, is_scored, reset_age: how long
    ago its interest started again; account_circle_id: whose events count together at an account, those of all of its contacts who could be scored
    then, else the lead's own). -#}
{% macro select_account_circles(moments, contact_accounts, resets) -%}
    select
        moments.moment_id,
        moments.days_id,
        moments.contact_id,
        moments.as_of_date,
        moments.is_scored,
        case
            when contact_accounts.account_id is null then moments.moment_id
            else {{ lead_scoring.hash_of(['contact_accounts.account_id', 'moments.as_of_date']) }}
        end as account_circle_id,
        {{ time_between('resets.reset_date', 'moments.as_of_date', 'day') }} as reset_age
    from {{ moments }} as moments
    left join {{ contact_accounts }} as contact_accounts
        on moments.contact_id = contact_accounts.contact_id
        and {{ lead_scoring.known_on('contact_accounts', 'moments') }}
    left join {{ resets }} as resets
        on moments.moment_id = resets.moment_id
    where moments.is_counted
{%- endmacro %}


{#- The number of what an activity shows of the properties whose values are counted (shows_page_path, … = 1); null where none is. -#}
{% macro number_of_shown_values(counted, activities) -%}
    {%- set shown, any = [], [] -%}
    {%- for name in ['page_path', 'asset', 'channel', 'campaign'] -%}
        {%- do any.append(counted ~ '.shows_' ~ name ~ ' = 1') -%}
        {%- do shown.append('case when ' ~ any[-1] ~ ' then ' ~ activities ~ '.' ~ name ~ ' end') -%}
    {%- endfor -%}
    case when {{ any | join(' or ') }} then {{ lead_scoring.hash_of(shown) }} end
{%- endmacro %}


{#- A select of the behaviours that activities of a signature count for on a day of an age, of somebody who is scored then or not: signature, age,
    is_scored, behaviour_number, counted_property (the property whose values are counted, null = none are), and what the behaviour counts. A
    few thousand rows; what is asked of each day of a lead is yes or no, which is much faster than comparing words. -#}
{% macro select_counting_behaviours(behaviours, conditions, days) -%}
    select
        conditions.signature,
        ages.age,
        ages.is_scored,
        behaviours.behaviour_number,
        behaviours.scope = 'account' as is_of_account,
        behaviours.measure = 'events' as counts_events,
        behaviours.measure = 'quantity' as counts_quantity,
        behaviours.measure = 'days' as counts_days,
        behaviours.measure = 'contacts' as counts_contacts,
        behaviours.measure = 'days_since_last' as counts_silence,
        case when behaviours.measure = 'distinct' then behaviours.property end as counted_property
    from {{ conditions }} as conditions
    inner join {{ behaviours }} as behaviours
        on conditions.condition_id = behaviours.behaviour
    inner join (select distinct age, is_scored from {{ days }}) as ages
        on (behaviours.within_days is null or ages.age < behaviours.within_days)
        and (ages.is_scored or behaviours.scope = 'account')
{%- endmacro %}


{#- A select of the values that classes of activities show of the properties whose values are counted (class_id, property, value_number: the number
    of the value's text); one activity stands for all of its class. -#}
{% macro select_shown_values(behaviours, activities, classes) -%}
    select class_id, property, {{ lead_scoring.hash_of(['shown']) }} as value_number
    from (
        select representatives.class_id, properties.property, {{ lead_scoring.property_of('activities', 'properties.property') }} as shown
        from (
            select class_id, min(activity_id) as activity_id from {{ classes }}
            where shown_number is not null
            group by 1
        ) as representatives
        inner join {{ activities }} as activities
            on representatives.activity_id = activities.activity_id
        cross join (select distinct property from {{ behaviours }} where measure = 'distinct') as properties
    ) as values_shown
    where shown is not null
{%- endmacro %}


{#- A select of the part of its interest that a lead keeps in silence (scorecard_id, idle_days_at_least, idle_days_below, keeps), the ranges of
    days of a scorecard without a gap: its own rows of the seed `idle_fade`, else those of no scorecard. -#}
{% macro select_idle_fades(idle_fade, scorecards) -%}
    select
        scorecard_id,
        idle_days_at_least,
        lead(idle_days_at_least, 1, cast(1e9 as {{ type_double() }})) over (
            partition by scorecard_id order by idle_days_at_least
        ) as idle_days_below,
        keeps
    from (
        select
            scorecards.scorecard_id,
            {{ safe_number('idle_fade.idle_days_at_least') }} as idle_days_at_least,
            cast(round({{ compared_number('idle_fade.keeps') }}, 9) as {{ type_factor(10, 9) }}) as keeps,
            idle_fade.scorecard_id is not null as is_own,
            max(case when idle_fade.scorecard_id is not null then 1 else 0 end) over (partition by scorecards.scorecard_id) = 1 as has_own
        from {{ scorecards }} as scorecards
        inner join {{ idle_fade }}
            on idle_fade.scorecard_id is null or scorecards.scorecard_id = idle_fade.scorecard_id
    ) as rows_of_scorecards
    where is_own = has_own
{%- endmacro %}


{#- A select of the names that no behaviour may have (attribute): of columns, of what is derived, of conditions, and of what the policy's own lines
    (int_policy_lines) infer, type or tell of typical leads. -#}
{% macro select_taken_names(lines) -%}
    select attribute
    from {{ rows_of_texts(lead_scoring.attributes_of_the_engine(), 'names', 'attribute') }}
    {{ union_distinct() }}
    select attribute
    from {{ lines }}
    where seed_name in ('attribute_types', 'inferred_attributes') and attribute is not null
    {{ union_distinct() }}
    select name
    from {{ lines }}
    where seed_name = 'journeys' and kind = 'attribute' and name is not null
    {{ union_distinct() }}
    select item_id
    from {{ lines }}
    where seed_name = 'conditions' and item_id is not null
{%- endmacro %}


{#- A select of what is wrong with behaviours and with rules that name one, as int_policy_rule_problems tells it, from the policy's lines. -#}
{% macro select_behaviour_problems(lines) -%}
    {%- set behaviours -%}
    (select behaviour from {{ lines }} where seed_name = 'behaviours' and behaviour is not null group by behaviour)
    {%- endset -%}
    {#- what has the name of an attribute is told once: whoever names it may mean the attribute -#}
    {%- set numbers -%}
    (
        select behaviour from {{ lines }}
        where seed_name = 'behaviours' and behaviour not in (select attribute from ({{ lead_scoring.select_taken_names(lines) }}) as taken_names)
        group by behaviour
    )
    {%- endset -%}
    select seed_name, line_number, row_key, 'pattern', pattern, 'pattern_without_property', null
    from {{ lines }}
    where seed_name = 'behaviours' and pattern is not null and property is null

    union all

    select seed_name, line_number, row_key, 'property', measure, 'distinct_without_property', null
    from {{ lines }}
    where seed_name = 'behaviours' and measure = 'distinct' and property is null

    union all

    select lines.seed_name, lines.line_number, lines.row_key, 'behaviour', lines.behaviour, 'behaviour_named_like_attribute', null
    from {{ lines }} as lines
    left join ({{ lead_scoring.select_taken_names(lines) }}) as taken_names
        on lines.behaviour = taken_names.attribute
    where taken_names.attribute is not null or {{ lead_scoring.is_made_of_another('lines.behaviour') }}

    union all

    select lines.seed_name, lines.line_number, lines.row_key, 'attribute', lines.attribute, 'unknown_behaviour', null
    from {{ lines }} as lines
    left join (
        select behaviour as attribute from {{ lines }} where seed_name = 'behaviours'
        {{ union_distinct() }}
        select item_id from {{ lines }} where seed_name = 'conditions'
    ) as names
        on lines.attribute = names.attribute
    where lines.seed_name = 'behaviour_rules' and lines.attribute is not null and names.attribute is null

    union all

    select
        lines.seed_name, lines.line_number, lines.row_key, case when lines.pattern is null then 'excludes' else 'pattern' end,
        coalesce(lines.pattern, lines.excludes), 'pattern_on_number', lines.attribute
    from {{ lines }} as lines
    inner join {{ numbers }} as behaviours
        on lines.attribute = behaviours.behaviour
    where coalesce(lines.pattern, lines.excludes) is not null

    union all

    select
        lines.seed_name, lines.line_number, lines.row_key,
        case when lines.population_pattern is null then 'population_excludes' else 'population_pattern' end,
        coalesce(lines.population_pattern, lines.population_excludes), 'pattern_on_number', lines.population_attribute
    from {{ lines }} as lines
    inner join {{ numbers }} as behaviours
        on lines.population_attribute = behaviours.behaviour
    where coalesce(lines.population_pattern, lines.population_excludes) is not null
{%- endmacro %}


{#- A select of the traps of rules on behaviours, as findings of int_policy_warnings, from the policy's lines: silence that those who never did
    anything are not in, few events that a contact of yesterday has as well, and two behaviours on the same events that both count. A row of a
    condition is in them like a rule, with the points of the rule that takes most from whoever meets the condition. -#}
{% macro select_behaviour_traps(lines) -%}
    {%- set rules -%}
    (
        select
            rules.seed_name, rules.line_number, rules.row_key, rules.named, rules.criterion, rules.attribute,
            rules.points, rules.at_least, rules.below, behaviours.measure, criteria.combine,
            coalesce(behaviours.scope, '') || '|' || coalesce(behaviours.event_type, '') || '|' || coalesce(behaviours.property, '')
            || '|' || coalesce(behaviours.pattern, '') || '|' || coalesce(behaviours.excludes, '') as events
        from (
            select seed_name, line_number, row_key, rule_id as named, criterion, attribute, points, at_least, below
            from {{ lines }}
            where seed_name in ('fit_rules', 'bant_rules', 'behaviour_rules')
            union all
            select
                conditions.seed_name, conditions.line_number, conditions.row_key, conditions.item_id, null, conditions.attribute,
                min(users.points), conditions.at_least, conditions.below
            from {{ lines }} as conditions
            inner join {{ lines }} as users
                on conditions.item_id = users.attribute
                and users.seed_name in ('fit_rules', 'bant_rules', 'behaviour_rules')
                and lower(coalesce(users.pattern, 'yes')) = 'yes'
            where conditions.seed_name = 'conditions'
            group by
                conditions.seed_name, conditions.line_number, conditions.row_key, conditions.item_id, conditions.attribute,
                conditions.at_least, conditions.below
        ) as rules
        inner join {{ lines }} as behaviours
            on rules.attribute = behaviours.behaviour
            and behaviours.seed_name = 'behaviours'
        left join {{ lines }} as criteria
            on rules.criterion = criteria.criterion
            and criteria.seed_name = 'criteria'
    )
    {%- endset -%}
    select seed_name, line_number, row_key, 'at_least' as column_name, named, 'silence_without_newcomers', attribute, 'policy'
    from {{ rules }} as rules
    where
        measure = 'days_since_last' and points < 0 and at_least is not null
        and not exists (
            select 1 from {{ lines }} as others
            where others.attribute = 'knows_' || rules.attribute
        )
        and not exists (
            select 1 from {{ rules }} as counts
            where counts.events = rules.events and counts.measure <> 'days_since_last' and counts.points < 0 and counts.below <= 1
        )
    union all
    select seed_name, line_number, row_key, 'below', named, 'few_events_of_newcomers', attribute, 'policy'
    from {{ rules }} as rules
    where
        measure <> 'days_since_last' and points < 0 and below <= 1 and coalesce(at_least, 0) <= 0
        -- of a condition another row may keep newcomers out: days with us, or something that they did
        and not exists (
            select 1
            from {{ lines }} as others
            left join {{ lines }} as behaviours
                on others.attribute = behaviours.behaviour
                and behaviours.seed_name = 'behaviours'
            where
                others.seed_name = 'conditions'
                and rules.seed_name = others.seed_name
                and rules.named = others.item_id
                and (
                    others.attribute = 'days_since_created'
                    or behaviours.measure = 'days_since_last'
                    or (behaviours.behaviour is not null and others.at_least > 0)
                )
        )
    union all
    select ones.seed_name, ones.line_number, ones.row_key, 'rule_id', ones.named, 'behaviours_add_up', min(others.named), 'policy'
    from {{ rules }} as ones
    inner join {{ rules }} as others
        on ones.events = others.events
        and ones.seed_name <> 'conditions'
        and others.seed_name <> 'conditions'
        and ones.attribute < others.attribute
        and (ones.measure = 'days_since_last') = (others.measure = 'days_since_last')
        and ones.points * others.points > 0
        -- in one criterion interest adds up, fit and BANT do not; who writes `sum` knows
        and (ones.criterion <> others.criterion or (ones.seed_name = 'behaviour_rules' and ones.combine is null))
        and (coalesce(ones.combine, '') <> 'sum' or coalesce(others.combine, '') <> 'sum')
    group by ones.seed_name, ones.line_number, ones.row_key, ones.named
{%- endmacro %}
