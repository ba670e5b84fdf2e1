{#- A select of every delivered row of every raw table that has something wrong with it: source_table, row_id, rejected_because,
    unreadable_columns (names separated by `|`). `relations` maps a raw table to the model that tells its faults. -#}
{% macro select_faulty_rows(relations) -%}
    {%- for table, relation in relations.items() %}
    select
        '{{ table }}' as source_table,
        row_id,
        rejected_because,
        unreadable_columns
    from {{ relation }}
    where rejected_because is not null or unreadable_columns is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
