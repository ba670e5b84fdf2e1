{#- A select of what the tables of events were built from, as the run before this one left it: the loading days with the rows delivered of each
    and their checksum. No rows where everything is read anew: with --full-refresh, without one of the tables that keep days
    of loading (tag keeps_days), where the engine's hash has changed, or where a version before 0.10 wrote them, without a checksum. -#}
{% macro select_loaded_days_before() -%}
    {%- set loaded_days = lead_scoring.relation_of('int_loaded_days') if execute and not flags.FULL_REFRESH else none -%}
    {%- set absent = [] -%}
    {%- for node in (graph.nodes.values() if loaded_days else []) if 'keeps_days' in node.tags and node.package_name == 'lead_scoring' -%}
        {%- if lead_scoring.relation_of(node.name) is none -%}
            {%- do absent.append(node.name) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if loaded_days and not absent and 'checksum' in lead_scoring.column_names(loaded_days) -%}
    select loaded_on, delivered_rows, checksum from {{ loaded_days }}
    where hash_of_text = {{ known_hash() }}
    {%- else -%}
    select cast(null as date) as loaded_on, cast(null as bigint) as delivered_rows, cast(null as bigint) as checksum
    {{ no_rows() }}
    {%- endif -%}
{%- endmacro %}


{#- The relation of a model (or of a seed) as it stands in the warehouse; none where it was not built yet, or is switched off. Without
    ref(), for a model may look at one that is built from it. -#}
{% macro relation_of(name, resource_type='model') -%}
    {%- set node = graph.nodes.get(resource_type ~ '.lead_scoring.' ~ name) -%}
    {{ return(adapter.get_relation(database=node.database, schema=node.schema, identifier=node.alias) if node else none) }}
{%- endmacro %}


{#- The loading day from which the var `reread_events_from` asks to read events anew (none unless given). -#}
{% macro reread_events_from() -%}
    coalesce({{ lead_scoring.day_setting('reread_events_from', var('reread_events_from', ''), true) }}, {{ always_until() }})
{%- endmacro %}


{#- The first loading day that this run reads, as a literal, so that the condition reaches the files. -#}
{% macro events_read_from() -%}
    {%- set reading = ref('int_event_watermark') -%}
    {%- set day = run_query('select read_from from ' ~ reading).columns[0].values()[0] if execute and load_relation(reading) else '0001-01-01' -%}
    cast('{{ day }}' as date)
{%- endmacro %}


{#- The first loading day whose rows this run counts, as a literal, so that the condition reaches the files: all of them, in a pulse the last one
    up to the as-of date that an earlier run has read (a row may say that it was loaded in ten years). -#}
{% macro days_counted_from() -%}
    {%- set last_day = '0001-01-01' -%}
    {%- if is_pulse() and execute -%}
        {%- set last_day = run_query(
            'select coalesce(max(loaded_on), ' ~ always_from() ~ ') from (' ~ lead_scoring.select_loaded_days_before() ~ ') as loaded_days'
            ~ ' where loaded_on <= ' ~ as_of()
        ).columns[0].values()[0] -%}
    {%- endif -%}
    cast('{{ last_day }}' as date)
{%- endmacro %}


{#- Condition: does this run count a row of stg_events of its loading day? Written on the column loaded_at itself, like is_read_now. -#}
{% macro is_counted_now(loaded_at) -%}
    ({{ loaded_at }} >= cast({{ lead_scoring.days_counted_from() }} as timestamp) or {{ loaded_at }} is null)
{%- endmacro %}


{#- What the engine's hash makes of a text that never changes. -#}
{% macro known_hash() -%}
    {{ hash_of(["'lead_scoring'"]) }}
{%- endmacro %}


{#- Condition: is a row of stg_events read in this run? Written on the column loaded_at itself, so that it reaches the files. -#}
{% macro is_read_now(loaded_at) -%}
    ({{ loaded_at }} >= cast({{ events_read_from() }} as timestamp) or {{ loaded_at }} is null)
{%- endmacro %}


{#- Pre-hook of the tables that keep events: deletes what this run reads anew. Nothing where the table itself is built anew, as in every
    pre-hook that changes rows: DuckDB 1.5 cannot reopen a file whose log has a table changed and renamed in one transaction. -#}
{% macro forget_days_read_now(relation) -%}
    {%- if is_incremental() -%}
        {{ lead_scoring.delete_rows(relation, 'loaded_on >= ' ~ events_read_from()) }}
    {%- endif -%}
{%- endmacro %}


{#- The first month of loading of which this run reads a day. -#}
{% macro month_read_from() -%}
    cast({{ dbt.date_trunc('month', lead_scoring.events_read_from()) }} as date)
{%- endmacro %}


{#- Pre-hook of a table that keeps months of loading (its column loaded_month): deletes those of which this run reads a day, and rows of visitors
    who must be forgotten. -#}
{% macro forget_months_read_now(relation) -%}
    {%- if is_incremental() -%}
        {%- set is_read_now = 'loaded_month >= ' ~ lead_scoring.month_read_from() -%}
        {%- set is_erased = 'visitor_id in (select erased.visitor_id from ' ~ ref('int_erased_visitors') ~ ' as erased)' -%}
        {{ lead_scoring.delete_rows(relation, is_read_now ~ ' or ' ~ is_erased) }}
    {%- endif -%}
{%- endmacro %}


{#- Pre-hook of the facts: events of visitors who must be forgotten become nobody's. -#}
{% macro forget_visitors(relation) -%}
    {%- if is_incremental() -%}
        {%- set is_erased = 'visitor_id in (select erased.visitor_id from ' ~ ref('int_erased_visitors') ~ ' as erased)' -%}
        {{ lead_scoring.set_in_rows(relation, 'visitor_id', erased_visitor(), is_erased) }}
    {%- endif -%}
{%- endmacro %}


{#- A select of the values of a column that an incremental model already keeps; none on its first run. -#}
{% macro select_kept_values(column, type) -%}
    {%- if is_incremental() -%}
    select {{ column }} from {{ this }}
    {%- else -%}
    select cast(null as {{ type }}) as {{ column }}
    {{ no_rows() }}
    {%- endif -%}
{%- endmacro %}
