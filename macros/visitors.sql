{#- The key of a visitor: a contact id or an anonymous id, told apart by the first letter. -#}
{% macro contact_visitor(contact_id) -%}
    'c' || {{ contact_id }}
{%- endmacro %}

{% macro anonymous_visitor(anonymous_id) -%}
    'a' || {{ anonymous_id }}
{%- endmacro %}
