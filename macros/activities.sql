{#- The text of the property that a rule looks at: one of page_path, asset, channel, campaign. -#}
{% macro property_of(activities, property) -%}
    case {{ property }}
            when 'page_path' then {{ activities }}.page_path
            when 'asset' then {{ activities }}.asset
            when 'channel' then {{ activities }}.channel
            when 'campaign' then {{ activities }}.campaign
        end
{%- endmacro %}


{#- Join predicate: does an activity meet a rule (columns event_type, property, pattern: one alternative)? Without a property the event
    type is enough; with one, the property must be filled in and match. -#}
{% macro activity_meets(activities, rules) -%}
    {{ activities }}.event_type = {{ rules }}.event_type
        and (
            {{ rules }}.property is null
            or (
                {{ plain_text(property_of(activities, rules ~ '.property')) }} like {{ plain_text(rules ~ '.pattern') }}
                and {{ plain_text(rules ~ '.pattern') }} <> ''
            )
        )
{%- endmacro %}
