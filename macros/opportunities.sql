{#- Of the rows delivered of an opportunity, the place of each: the first one counts. -#}
{% macro opportunity_row_rank() -%}
    row_number() over (
            partition by opportunity_id
            order by opened_at desc, contact_id desc nulls last, account_id desc nulls last, raw_row_number desc
        )
{%- endmacro %}


{#- Was an opportunity won or lost on a day before the one on which it was opened? Then nobody knows how long it took. -#}
{% macro is_closed_before_opened(meaning, opened_at, closed_at) -%}
    coalesce({{ meaning }} in ('won', 'lost') and cast({{ closed_at }} as date) < cast({{ opened_at }} as date), false)
{%- endmacro %}
