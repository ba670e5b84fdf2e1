{#- A run that writes claims the warehouse: a row in the table run_claims, which the run takes away when it ends, with or without errors.
    So whoever finds the row knows that a run is at work or was cut off, and that tables may be of two days. -#}


{#- At the start of a run that writes: claims the warehouse for it, or refuses in words while another run holds it. -#}
{% macro claim_warehouse() -%}
    {%- if execute and flags.WHICH != 'test' -%}
        {%- set claim = adapter.dispatch('claim_warehouse', 'lead_scoring')() -%}
        {%- do adapter.cache_added(lead_scoring.run_claims().incorporate(dbt_created=true)) -%}
        {{ return(claim) }}
    {%- endif -%}
{%- endmacro %}

{#- A warehouse that keeps others out while a run writes (DuckDB locks its file): a row that is there is that of a run that was cut off. -#}
{% macro default__claim_warehouse() -%}
    {%- set claims = lead_scoring.run_claims() -%}
    {%- do adapter.create_schema(claims.without_identifier()) -%}
    {%- do lead_scoring.run_and_commit(
        "create or replace table " ~ claims ~ " as select cast('" ~ invocation_id ~ "' as " ~ type_text() ~ ") as invocation_id"
    ) -%}
{%- endmacro %}

{#- Redshift makes no table in the place of another. -#}
{% macro redshift__claim_warehouse() -%}
    {%- set claims = lead_scoring.run_claims() -%}
    {%- do adapter.create_schema(claims.without_identifier()) -%}
    {%- do lead_scoring.run_and_commit('drop table if exists ' ~ claims) -%}
    {%- do lead_scoring.run_and_commit(
        "create table " ~ claims ~ " as select cast('" ~ invocation_id ~ "' as " ~ type_text() ~ ") as invocation_id"
    ) -%}
{%- endmacro %}

{#- Spark: what a run that was cut off has begun is ended first. -#}
{% macro spark__claim_warehouse() -%}
    {%- set claims = lead_scoring.run_claims() -%}
    {%- do run_query('create schema if not exists ' ~ claims.schema) -%}
    {%- do lead_scoring.mend_swaps() -%}
    {%- do run_query('drop table if exists ' ~ claims) -%}
    {%- do lead_scoring.create_with_rows(claims, "select '" ~ invocation_id ~ "' as invocation_id") -%}
{%- endmacro %}

{#- PostgreSQL: the table run_claims has the row of the run that may write. A run that was killed leaves its row behind; it is dead when no
    connection bears its name (postgres_settings gives it) for fifteen seconds, and its row is taken over. -#}
{% macro postgres__claim_warehouse() -%}
    {%- set claims = lead_scoring.run_claims() -%}
    {%- do run_query(
        "select pg_advisory_xact_lock(hashtext('" ~ claims ~ "')); create schema if not exists " ~ claims.include(database=false, identifier=false) ~ "; "
        ~ "create table if not exists " ~ claims ~ " (invocation_id text not null)"
    ) -%}
    {%- set others = run_query(
        "select invocation_id from " ~ claims ~ " where invocation_id <> '" ~ invocation_id ~ "'"
    ).columns[0].values() -%}
    {%- for moment in range(51) if others -%}
        {%- set connections = run_query(
            "select pg_stat_clear_snapshot(), pg_sleep(" ~ ('0.3' if moment else '0') ~ "); select count(*) from pg_stat_activity where "
            ~ "datname = current_database() and application_name in ('lead_scoring " ~ others | join("', 'lead_scoring ") ~ "')"
        ).columns[0].values()[0] | int -%}
        {%- if connections -%}
            {{ exceptions.raise_compiler_error("Another run is at work on this warehouse. Nothing was changed. Start again when it has ended.") }}
        {%- endif -%}
    {%- endfor -%}
    {%- do run_query(
        "delete from " ~ claims ~ "; insert into " ~ claims ~ " values ('" ~ invocation_id ~ "'); commit; select 1 as done"
    ) -%}
{%- endmacro %}


{#- PostgreSQL, within the transaction of each model: stops the run, in words, where its claim was taken over; until the transaction ends,
    nobody can. So no two runs write at the same time, whatever happens. -#}
{% macro postgres_hold_claim() -%}
    {%- if execute -%}
        {%- set held = run_query("select invocation_id from " ~ lead_scoring.run_claims() ~ " for share").columns[0].values() | list -%}
        {%- if invocation_id not in held -%}
            {{ exceptions.raise_compiler_error("Another run has taken over this warehouse. This one stops here and changes nothing more.") }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}


{#- At the end of a run: gives the claim back; nothing where a hook of somebody else's failed before there was one. -#}
{% macro release_warehouse() -%}
    {%- if execute and flags.WHICH != 'test' and load_relation(lead_scoring.run_claims()) -%}
        {{ return(adapter.dispatch('release_warehouse', 'lead_scoring')()) }}
    {%- endif -%}
{%- endmacro %}

{% macro default__release_warehouse() -%}
    {%- do lead_scoring.run_and_commit('delete from ' ~ lead_scoring.run_claims()) -%}
{%- endmacro %}

{% macro postgres__release_warehouse() -%}
    {%- do run_query(
        "delete from " ~ lead_scoring.run_claims() ~ " where invocation_id = '" ~ invocation_id ~ "'; commit; select 1 as done"
    ) -%}
{%- endmacro %}

{% macro redshift__release_warehouse() -%}
    {{ return(lead_scoring.default__release_warehouse()) }}
{%- endmacro %}

{% macro spark__release_warehouse() -%}
    drop table if exists {{ lead_scoring.run_claims() }}
{%- endmacro %}


{#- Runs a statement of a run's own hook, and commits: dbt rolls back what such a hook leaves open. -#}
{% macro run_and_commit(sql) -%}
    {%- call statement('run_and_commit', auto_begin=true) -%}
        {{ sql }}
    {%- endcall -%}
    {%- do adapter.commit() -%}
{%- endmacro %}


{#- Where the claims are kept. -#}
{% macro run_claims() -%}
    {{ return(lead_scoring.relation_of_run('run_claims')) }}
{%- endmacro %}

{#- A table that runs write by themselves, beside the intermediate ones. -#}
{% macro relation_of_run(name) -%}
    {%- set neighbour = graph.nodes['model.lead_scoring.int_run'] -%}
    {{ return(api.Relation.create(database=(neighbour.database or none), schema=neighbour.schema, identifier=name, type='table')) }}
{%- endmacro %}
