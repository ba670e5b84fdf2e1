{#- A select of what activities show to patterns, once per activity and property as matching sees it: activity_id, loaded_on, event_type,
    property, plain_value. The row without a property stands for the event type alone. -#}
{% macro select_shown_properties(activities) -%}
    select
        activity_id,
        loaded_on,
        event_type,
        '' as property,
        '' as plain_value
    from {{ activities }}
    {%- for property in ['page_path', 'asset', 'channel', 'campaign'] %}
    union all
    select
        activity_id,
        loaded_on,
        event_type,
        '{{ property }}' as property,
        {{ plain_text(property) }} as plain_value
    from {{ activities }}
    where {{ property }} is not null
    {%- endfor %}
{%- endmacro %}


{#- Join predicate: does what an activity shows meet a pattern of int_activity_patterns? -#}
{% macro activity_meets(shown, patterns) -%}
    {{ shown }}.event_type = {{ patterns }}.event_type
        and {{ shown }}.property = {{ patterns }}.property
        and {{ is_like(shown ~ '.plain_value', patterns ~ '.plain_pattern') }}
{%- endmacro %}


{#- A select of the patterns that int_activity_matches holds the matches of, as the run before this one left it; none where it is built anew. -#}
{% macro select_matched_patterns_before() -%}
    {%- set patterns = lead_scoring.relation_of('int_matched_patterns') if execute and not flags.FULL_REFRESH else none -%}
    {%- if patterns and lead_scoring.relation_of('int_activity_matches') -%}
    select pattern_id from {{ patterns }}
    {%- else -%}
    select cast(null as bigint) as pattern_id
    where 1 = 0
    {%- endif -%}
{%- endmacro %}


{#- Pre-hook of the matches: deletes those of patterns that are matched anew. -#}
{% macro forget_unmatched_patterns(relation) -%}
    {%- if is_incremental() -%}
        delete from {{ relation }} where pattern_id not in ({{ select_matched_patterns_before() }})
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
