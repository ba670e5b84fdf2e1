{#- At the start of a run that writes: claims the warehouse for it, or refuses in words while another run holds it. A warehouse that locks its
    whole file by itself (DuckDB) needs nothing. -#}
{% macro claim_warehouse() -%}
    {{ return(adapter.dispatch('claim_warehouse', 'lead_scoring')()) }}
{%- endmacro %}

{% macro default__claim_warehouse() -%}
{%- endmacro %}

{#- Spark: a run builds everything anew or nothing. Whoever asks for less is told so before anything is changed. -#}
{% macro spark__claim_warehouse() -%}
    {%- if execute and flags.WHICH in ['run', 'build'] and not flags.FULL_REFRESH -%}
        {{ exceptions.raise_compiler_error(
            "On Spark every run builds everything anew. Nothing was changed. Say so: dbt " ~ flags.WHICH ~ " --target " ~ target.name ~ " --full-refresh"
        ) }}
    {%- endif -%}
{%- endmacro %}

{#- PostgreSQL: the table run_claims has the row of the run that may write. A run that was killed leaves its row behind; it is dead when no
    connection bears its name (postgres_settings gives it) for fifteen seconds, and its row is taken over. -#}
{% macro postgres__claim_warehouse() -%}
    {%- if execute and flags.WHICH != 'test' -%}
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
    {%- endif -%}
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


{#- At the end of a run: gives the claim back. -#}
{% macro release_warehouse() -%}
    {{ return(adapter.dispatch('release_warehouse', 'lead_scoring')()) }}
{%- endmacro %}

{% macro default__release_warehouse() -%}
{%- endmacro %}

{% macro postgres__release_warehouse() -%}
    {%- if execute and flags.WHICH != 'test' -%}
        {%- do run_query(
            "delete from " ~ lead_scoring.run_claims() ~ " where invocation_id = '" ~ invocation_id ~ "'; commit; select 1 as done"
        ) -%}
    {%- endif -%}
{%- endmacro %}


{#- Where PostgreSQL keeps the claims. -#}
{% macro run_claims() -%}
    {{ return(api.Relation.create(
        database=target.database, schema=lead_scoring.generate_schema_name('intermediate', none) | trim, identifier='run_claims'
    )) }}
{%- endmacro %}
