{#- HubSpot's id of the call outcome "Connected", alike in every account; outcomes of your own have others. -#}
{% macro call_connected() -%}
    f240bbac-87c9-4f6e-bf70-924b57d47db7
{%- endmacro %}
