{#- The number of a visitor: a contact id or an anonymous id, told apart by the first letter. Null where the id is. -#}
{% macro contact_visitor(contact_id) -%}
    case when {{ contact_id }} is not null then {{ hash_of(["'c' || " ~ contact_id]) }} end
{%- endmacro %}

{% macro anonymous_visitor(anonymous_id) -%}
    case when {{ anonymous_id }} is not null then {{ hash_of(["'a' || " ~ anonymous_id]) }} end
{%- endmacro %}


{#- The number of all visitors who must be forgotten: nobody owns it. -#}
{% macro erased_visitor() -%}
    cast(0 as bigint)
{%- endmacro %}
