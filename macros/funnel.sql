{#- The key of the funnel stage that a band is; no other stage has one like it, whatever the band is called. -#}
{% macro band_stage(band) -%}
    'band ' || {{ band }}
{%- endmacro %}
