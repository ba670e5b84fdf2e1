{#- The key of a visitor: a contact id or an anonymous id, told apart by the first letter. -#}
{% macro contact_visitor(contact_id) -%}
    'c' || {{ contact_id }}
{%- endmacro %}

{% macro anonymous_visitor(anonymous_id) -%}
    'a' || {{ anonymous_id }}
{%- endmacro %}


{#- The collective key of visitors who must be forgotten: all that is left of them is the day from which they were known. -#}
{% macro erased_visitor(known_from) -%}
    'e' || cast({{ known_from }} as {{ dbt.type_string() }})
{%- endmacro %}
