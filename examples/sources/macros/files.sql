{#- At the start of a run, on DuckDB: makes the folder of the raw tables, level by level. Writing no rows in parts makes a folder and no file. -#}
{% macro make_folder() -%}
    {%- if execute and target.type == 'duckdb' -%}
        {%- set parts = adapter.external_root().rstrip('/').split('/') -%}
        {%- for part in parts if part not in ['', '.', '..'] -%}
            {%- set folder = parts[:parts.index(part) + 1] | join('/') -%}
            {%- do run_query(
                "copy (select 1 as part, 1 as value where false) to '" ~ dbt.escape_single_quotes(folder) ~ "' (format csv, partition_by (part), append)"
            ) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}


{#- After a raw table was built, on DuckDB: writes it as <folder>/<table>.parquet. Without rows it is a file without rows. -#}
{% macro write_file() -%}
    {%- if target.type == 'duckdb' and model.schema == target.schema -%}
        copy (select * from {{ this }}) to '{{ dbt.escape_single_quotes(adapter.external_root().rstrip('/') ~ '/' ~ this.identifier) }}.parquet' (format parquet)
    {%- endif -%}
{%- endmacro %}
