{#- Every incremental model is a table: on Spark a run builds everything anew (keeps_rows). -#}
{% materialization incremental, adapter='spark' -%}
    {{ return(materialization_table_spark() if model.package_name == 'lead_scoring' else dbt.materialization_incremental_spark()) }}
{%- endmaterialization %}
