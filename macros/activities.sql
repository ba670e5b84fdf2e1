{#- The number of an activity: of the event type with all properties that conditions may look at, and its quantity as it was written. -#}
{% macro activity_number(quantity='quantity') -%}
    {{ hash_of(['event_type', 'page_path', 'asset', 'channel', 'campaign', quantity]) }}
{%- endmacro %}


{#- A select of the patterns that activities meet (`patterns` as int_activity_patterns has them, repeated or not): pattern_id, activity_id,
    loaded_on. There are few values and many activities: each value that an activity shows is made plain and compared once per event type,
    and only where a pattern asks for its property. The value of no property is an empty text: there the event type is enough. -#}
{% macro select_activity_matches(activities, patterns) -%}
    with asked as (
        select distinct event_type, property from {{ patterns }}
    ),

    shown as (
        {%- for property in ['', 'page_path', 'asset', 'channel', 'campaign', 'quantity'] %}
        select
            activities.activity_id,
            activities.loaded_on,
            activities.event_type,
            asked.property,
            {{ 'activities.' ~ property if property else "''" }} as value
        from {{ activities }} as activities
        inner join asked
            on activities.event_type = asked.event_type
            and asked.property = '{{ property }}'
        {{ 'where activities.' ~ property ~ ' is not null' if property }}
        {{ 'union all' if not loop.last }}
        {%- endfor %}
    ),

    shown_values as (
        select distinct event_type, property, value from shown
    ),

    plain_values as (
        select
            event_type,
            property,
            value,
            case when property = 'quantity' then '' else {{ plain_text('value') }} end as plain_value,
            case when property = 'quantity' then {{ compared_number('value') }} end as number_value
        from shown_values
    ),

    met as (
        select distinct patterns.pattern_id, plain_values.event_type, plain_values.property, plain_values.value
        from plain_values
        inner join {{ patterns }} as patterns
            on plain_values.event_type = patterns.event_type
            and plain_values.property = patterns.property
            and {{ is_like('plain_values.plain_value', 'patterns.plain_pattern') }}
            and (patterns.at_least is null or plain_values.number_value >= patterns.at_least)
            and (patterns.below is null or plain_values.number_value < patterns.below)
        -- what is no number is within no range
        where plain_values.property <> 'quantity' or plain_values.number_value is not null
    )

    select met.pattern_id, shown.activity_id, shown.loaded_on
    from shown
    inner join met
        on shown.event_type = met.event_type
        and shown.property = met.property
        and shown.value = met.value
{%- endmacro %}


{#- Aggregate predicate over the rows of int_condition_activities of one condition and one activity: is the whole condition met, the range of
    the quantity included, and none of what it excludes? -#}
{% macro is_whole_condition_met(matches) -%}
    count(distinct case when {{ matches }}.role <> 'excludes' then {{ matches }}.role end) = max({{ matches }}.roles)
        and count(case when {{ matches }}.role = 'excludes' then 1 end) = 0
{%- endmacro %}


{#- A select of the patterns that int_activity_matches holds the matches of, as the run before this one left it; none where it is built anew. -#}
{% macro select_matched_patterns_before() -%}
    {%- set patterns = lead_scoring.relation_of('int_matched_patterns') if execute and not flags.FULL_REFRESH else none -%}
    {%- if patterns and lead_scoring.relation_of('int_activity_matches') -%}
    select pattern_id from {{ patterns }}
    {%- else -%}
    select cast(null as bigint) as pattern_id
    {{ no_rows() }}
    {%- endif -%}
{%- endmacro %}


{#- Pre-hook of the matches: deletes those of patterns that are matched anew. -#}
{% macro forget_unmatched_patterns(relation) -%}
    {%- if is_incremental() -%}
        {{ lead_scoring.delete_rows(relation, 'pattern_id not in (' ~ select_matched_patterns_before() ~ ')') }}
    {%- endif -%}
{%- endmacro %}


{#- A select of the piece of content that each activity shows: activity_id, event_type, content_kind, content. -#}
{% macro select_content(activities) -%}
    select
        activity_id,
        event_type,
        case
            when asset is not null then 'asset'
            when page_path is not null then 'page'
            when campaign is not null then 'campaign'
            else 'event'
        end as content_kind,
        coalesce(asset, page_path, campaign, event_type) as content
    from {{ activities }}
{%- endmacro %}


{#- A select of the rules under which some activity earns (`signature_rules`), with what they say on their scorecard and a small number of their own. -#}
{% macro select_earning_rules(signature_rules, scorecard_rules) -%}
    select
        scorecard_rules.*,
        cast(row_number() over (order by scorecard_rules.scorecard_id, scorecard_rules.rule_id) as integer) as scorecard_rule_id
    from {{ scorecard_rules }} as scorecard_rules
    inner join (select distinct scorecard_id, rule_id from {{ signature_rules }}) as earning
        on scorecard_rules.scorecard_id = earning.scorecard_id
        and scorecard_rules.rule_id = earning.rule_id
{%- endmacro %}


{#- A select of the facts after which interest starts again (fact, pattern as plain text), each alternative once. -#}
{% macro select_reset_patterns() -%}
    select distinct
        fact,
        {{ plain_text('pattern') }} as pattern
    from (
        select
            fact,
            {{ alternatives("coalesce(pattern, '%')") }} as pattern
        from {{ policy_seed('interest_resets') }}{{ each_alternative("coalesce(pattern, '%')") }}
    ) as each_pattern
    where {{ plain_text('pattern') }} <> ''
{%- endmacro %}
