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


{#- A select of the periods in which the same visitors were a contact's own (contact_id, owned_from, owned_until), from the identity map. -#}
{% macro select_owned_periods(owners) -%}
    select
        contact_id,
        owned_from,
        coalesce(lead(owned_from) over (partition by contact_id order by owned_from), {{ always_until() }}) as owned_until
    from (
        select contact_id, known_from as owned_from
        from {{ owners }}
        {{ union_distinct() }}
        select contact_id, known_until
        from {{ owners }}
        where known_until < {{ always_until() }}
    ) as starts
{%- endmacro %}
