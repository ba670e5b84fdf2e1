{#- Apache Spark: dbt's own macros where those of dbt-spark give another answer, stop at a null, or need a table format that keeps changes. -#}


{#- Parquet knows no constraints; tests prove what contracts say of nulls. -#}
{% macro spark__persist_constraints(relation, model) -%}
{%- endmacro %}


{#- Seeds are text. -#}
{% macro spark__create_csv_table(model, agate_table) -%}
    {%- set sql -%}
        create table {{ this.render() }} (
            {%- for name in agate_table.column_names %}{{ adapter.quote(name) }} string{{ ', ' if not loop.last }}{% endfor -%}
        )
    {%- endset -%}
    {%- call statement('_') -%}
        {{ sql }}
    {%- endcall -%}
    {{ return(sql) }}
{%- endmacro %}


{#- The cells of a seed, trimmed and blank ones null while they are written: rows of Parquet cannot be changed afterwards (trim_cells).
    dbt-spark's own writes text with a quote or a backslash in it as it is. -#}
{% macro spark__load_csv_rows(model, agate_table) -%}
    {%- set sql -%}
        insert into {{ this.render() }}
        select
            {%- for name in agate_table.column_names %}
            {{ lead_scoring.trimmed('c' ~ loop.index) }}{{ ',' if not loop.last }}
            {%- endfor %}
        from values
            {%- for row in agate_table.rows %}
            ({% for cell in row %}{{ lead_scoring.spark_literal(cell) }}{{ ', ' if not loop.last }}{% endfor %}){{ ',' if not loop.last }}
            {%- endfor %}
            as cells ({% for name in agate_table.column_names %}c{{ loop.index }}{{ ', ' if not loop.last }}{% endfor %})
    {%- endset -%}
    {%- if agate_table.rows -%}
        {%- do adapter.add_query(sql, abridge_sql_log=True) -%}
    {%- endif -%}
    {{ return(sql if agate_table.rows else '') }}
{%- endmacro %}


{#- A text as a literal of Spark, in which a backslash begins an escape; none = null. -#}
{% macro spark_literal(text) -%}
    {{ return(
        'cast(null as string)' if text is none
        else "'" ~ text | string | replace('\\', '\\\\') | replace("'", "\\'") ~ "'"
    ) }}
{%- endmacro %}
