{#- `condition` is true in every row of the model. Returns the rows in which it is false or unknown. -#}
{% test holds(model, condition) %}
    select *
    from {{ model }}
    where coalesce(not ({{ condition }}), true)
{% endtest %}
