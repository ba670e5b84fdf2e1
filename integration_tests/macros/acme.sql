{#- acme's way of naming schemas. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ target.schema ~ '__' ~ custom_schema_name if custom_schema_name else target.schema }}
{%- endmacro %}


{#- What other tools write into acme's warehouse. -#}
{% macro make_sources() -%}
    create schema if not exists acme;
    drop table if exists acme.companies;
    create table acme.companies as
    select 77 as account_id, 'Norte' as account_name, 'norte.example' as domain, 'b2b' as business_model, 850.0 as employee_count;
    drop table if exists acme.sales_calls;
    create table acme.sales_calls as
    select 't1' as touch_id, '3' as contact_id, cast('2026-03-27 10:00:00' as timestamp) as touched_at, 'attempted' as outcome
{%- endmacro %}
