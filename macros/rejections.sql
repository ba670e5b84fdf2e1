{#- Every delivered row of every raw table that has something wrong with it: source_table, row_id, rejected_because,
    unreadable_columns (names separated by `|`). -#}
{% macro faulty_rows(tables) -%}
    {%- for table in tables %}
    select
        '{{ table }}' as source_table,
        row_id,
        rejected_because,
        unreadable_columns
    from {{ ref('stg_' ~ table) }}
    where rejected_because is not null or unreadable_columns is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
