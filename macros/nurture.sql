{#- Does an e-mail status say that mail does not arrive or is not wanted? An unknown status does not. -#}
{% macro is_refused_by_mailbox(email_status) -%}
    coalesce({{ plain_text(email_status) }} in ('bounced', 'complained', 'unsubscribed'), false)
{%- endmacro %}


{#- Does an e-mail status say that the person asked to be left alone? A mailbox that bounces does not. -#}
{% macro has_opted_out(email_status) -%}
    coalesce({{ plain_text(email_status) }} in ('complained', 'unsubscribed'), false)
{%- endmacro %}


{#- The key of the funnel stage that a band is; no other stage has one like it, whatever the band is called. -#}
{% macro band_stage(band) -%}
    'band ' || {{ band }}
{%- endmacro %}
