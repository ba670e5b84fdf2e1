{#- The model has one row per combination of `columns`: none is null, none repeats. Returns the combinations that break it. A part of the key
    that may be blank is written as coalesce(column, ''). -#}
{% test grain(model, columns) %}
    select
        {% for column in columns %}{{ column ~ ' as key_' ~ loop.index if '(' in column else lead_scoring.quoted_name(column) }}, {% endfor %}
        count(*) as copies
    from {{ model }}
    group by {{ range(1, columns | length + 1) | join(', ') }}
    having
        count(*) > 1
        {%- for column in columns if '(' not in column %}
        or {{ lead_scoring.quoted_name(column) }} is null
        {%- endfor %}
{% endtest %}
