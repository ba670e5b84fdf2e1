{#- Every delivered row of every raw table that has something wrong with it: source_table, row_id, rejected_because,
    unreadable_columns (names separated by `|`). `models` maps a raw table to the model that tells its faults. -#}
{% macro faulty_rows(models) -%}
    {%- for table, model in models.items() %}
    select
        '{{ table }}' as source_table,
        row_id,
        rejected_because,
        unreadable_columns
    from {{ ref(model) }}
    where rejected_because is not null or unreadable_columns is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
