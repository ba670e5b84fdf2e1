{#- The number of an activity: of the event type with all properties that conditions may look at, and its quantity as it was written. -#}
{% macro activity_number(quantity='quantity') -%}
    {{ hash_of(['event_type', 'page_path', 'asset', 'channel', 'campaign', quantity]) }}
{%- endmacro %}


{#- A select of what activities show to patterns, once per activity and property as matching sees it: activity_id, loaded_on, event_type,
    property, plain_value, number_value (of a quantity alone). The row without a property stands for the event type alone. -#}
{% macro select_shown_properties(activities) -%}
    select
        activity_id,
        loaded_on,
        event_type,
        '' as property,
        '' as plain_value,
        cast(null as {{ type_decimal(38, 18) }}) as number_value
    from {{ activities }}
    {%- for property in ['page_path', 'asset', 'channel', 'campaign'] %}
    union all
    select
        activity_id,
        loaded_on,
        event_type,
        '{{ property }}' as property,
        {{ plain_text(property) }} as plain_value,
        null as number_value
    from {{ activities }}
    where {{ property }} is not null
    {%- endfor %}
    union all
    select
        activity_id,
        loaded_on,
        event_type,
        'quantity' as property,
        '' as plain_value,
        {{ compared_number('quantity') }} as number_value
    from {{ activities }}
    where {{ compared_number('quantity') }} is not null
{%- endmacro %}


{#- Join predicate: does what an activity shows meet a pattern of int_activity_patterns? -#}
{% macro activity_meets(shown, patterns) -%}
    {{ shown }}.event_type = {{ patterns }}.event_type
        and {{ shown }}.property = {{ patterns }}.property
        and {{ is_like(shown ~ '.plain_value', patterns ~ '.plain_pattern') }}
        and ({{ patterns }}.at_least is null or {{ shown }}.number_value >= {{ patterns }}.at_least)
        and ({{ patterns }}.below is null or {{ shown }}.number_value < {{ patterns }}.below)
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


{#- A select of the rules under which some activity earns (`signature_rules`), with what they say on their scorecard, what shares their count of
    events, and a small number of their own. -#}
{% macro select_earning_rules(signature_rules, scorecard_rules) -%}
    select
        scorecard_rules.*,
        counts.count_id,
        cast(row_number() over (order by scorecard_rules.scorecard_id, scorecard_rules.rule_id) as integer) as scorecard_rule_id
    from {{ scorecard_rules }} as scorecard_rules
    inner join (select distinct scorecard_id, rule_id, count_id from {{ signature_rules }}) as counts
        on scorecard_rules.scorecard_id = counts.scorecard_id
        and scorecard_rules.rule_id = counts.rule_id
{%- endmacro %}
