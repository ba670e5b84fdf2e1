{#- How the core is published: the tables that people and syncs act on change together or not at all.

    Everything is computed and audited in int_ models first. int_publication waits for all of that; its post-hooks copy what the public
    tables of the core show into tables of its own schema (release), and append to the public tables that keep rows (append_to), all in
    the transaction of int_publication. The public tables of the core that are made anew each run are views on those copies (released), so
    that ref() of them reads this run's rows from the moment in which all of them are there. A run that is killed at any time leaves the
    core of one day. Spark has no transactions: there the copies follow each other. -#}


{#- The table that holds what the public table `name` of the core shows since the last publication. For the models in marts. -#}
{% macro released(name) -%}
    {{ return(lead_scoring.release_of(name, ref('int_publication'))) }}
{%- endmacro %}

{% macro release_of(name, publication) -%}
    {{ return(publication.incorporate(path={'identifier': 'released_' ~ name}, type='table')) }}
{%- endmacro %}


{#- Post-hook of int_publication: copies the rows of `source`, a relation, to the table that the public table `name` shows, each with the
    date, policy and time of the publication (released_as_of, released_policy, released_at). A pulse leaves what it `passes_over` as it is but for
    people who must be forgotten; where `untouched` is int_past_moments, it replaces the rows of all leads but those. -#}
{% macro release(name, source, passes_over=false, untouched=none) -%}
    {%- if execute and passes_over and lead_scoring.is_pulse() -%}
        {{ lead_scoring.forget_erased(lead_scoring.release_of(name, this)) }}
    {%- elif execute and untouched and lead_scoring.is_pulse() and lead_scoring.shows(lead_scoring.release_of(name, this), source) -%}
        {%- set target_table = lead_scoring.release_of(name, this) -%}
        {%- set replaced = 'contact_id not in (select moments.contact_id from ' ~ untouched ~ ' as moments where moments.is_untouched)' -%}
        {{ lead_scoring.delete_rows(target_table, replaced) }};
        {{ lead_scoring.insert_rows(target_table, lead_scoring.column_names(target_table), lead_scoring.select_released(source)) }}
    {%- elif execute -%}
        {{ adapter.dispatch('release', 'lead_scoring')(lead_scoring.release_of(name, this), source) }}
    {%- endif -%}
{%- endmacro %}

{#- Readers see the former rows until the transaction ends. A table whose columns have changed is made anew, with the views on it. -#}
{% macro default__release(target_table, source) -%}
    {%- set found = load_relation(target_table) -%}
    {%- if lead_scoring.shows(target_table, source) -%}
        delete from {{ target_table }};
        insert into {{ target_table }} {{ lead_scoring.select_released(source) }};
        {{ settle(target_table, 'table') }}
    {%- else -%}
        {%- if found -%}
            {%- do adapter.drop_relation(found) -%}
        {%- endif -%}
        create table {{ target_table }} as {{ lead_scoring.select_released(source) }}
    {%- endif -%}
{%- endmacro %}

{% macro duckdb__release(target_table, source) -%}
    create or replace table {{ target_table }} as {{ lead_scoring.select_released(source) }}
{%- endmacro %}

{% macro spark__release(target_table, source) -%}
    {%- do run_query('drop table if exists ' ~ lead_scoring.kept_beside(target_table)) -%}
    {%- do lead_scoring.create_with_rows(lead_scoring.kept_beside(target_table), lead_scoring.select_released(source)) -%}
    {%- do lead_scoring.put_in_place(target_table) -%}
{%- endmacro %}

{% macro select_released(source) -%}
    select source_rows.*, {{ as_of() }} as released_as_of, {{ by_code_point('cast(' ~ policy_version() ~ ' as ' ~ type_text() ~ ')') }} as released_policy,
        (select runs.run_at from {{ ref('int_run') }} as runs) as released_at
    from {{ source }} as source_rows
{%- endmacro %}

{#- Is there a table with the columns that a release of `source` has? -#}
{% macro shows(target_table, source) -%}
    {%- set found = load_relation(target_table) -%}
    {%- set added = ['released_as_of', 'released_policy', 'released_at'] -%}
    {{ return(
        found is not none and lead_scoring.names_and_types(found)[:-3] == lead_scoring.names_and_types(source)
        and lead_scoring.column_names(found)[-3:] == added
    ) }}
{%- endmacro %}

{#- The columns of a relation in their order: the name of each and its type. -#}
{% macro names_and_types(relation) -%}
    {%- set told = [] -%}
    {%- for column in adapter.get_columns_in_relation(relation) -%}
        {%- do told.append(column.name ~ ' ' ~ column.data_type) -%}
    {%- endfor -%}
    {{ return(told) }}
{%- endmacro %}


{#- Post-hook of int_publication: appends to the public table `name`, which keeps its rows from run to run, those rows of `source` (a
    relation with the columns declared for the table) whose key is not there yet, or makes the table where there is none; `among` is a
    condition on the rows. The model of that name does the same again and finds nothing left to append; it alone adds columns, so that a
    table that lacks one is left to it. But for what it keeps (`in_pulses`), a pulse appends nothing, and deletes those of people who must be
    forgotten. -#}
{% macro append_to(name, source, key, among='true', in_pulses=false) -%}
    {%- set node = graph.nodes.get('model.lead_scoring.' ~ name) if execute -%}
    {%- set table = adapter.get_relation(database=node.database, schema=node.schema, identifier=node.alias) if node -%}
    {%- if node and lead_scoring.is_pulse() and not in_pulses -%}
        {{ lead_scoring.forget_erased(table) if 'contact_id' in node.columns and table }}
    {%- elif node -%}
        {%- set declared -%}
            {%- for column in node.columns.values() %}
                cast(fresh.{{ column.name }} as {{ lead_scoring.declared_type(column.data_type) }}) as {{ column.name }}{{ ',' if not loop.last }}
            {%- endfor -%}
        {%- endset -%}
        {%- set names = node.columns.keys() | list -%}
        {%- set found = lead_scoring.column_names(table) if table else [] -%}
        {%- if not table -%}
            {%- set new_table = api.Relation.create(database=node.database, schema=node.schema, identifier=node.alias, type='table') -%}
            {%- do adapter.create_schema(new_table.without_identifier()) -%}
            {%- do adapter.cache_added(new_table.incorporate(dbt_created=true)) -%}
            {{ lead_scoring.create_with_rows(new_table, 'select ' ~ declared ~ ' from ' ~ source ~ ' as fresh where ' ~ among) }}
        {%- elif names | reject('in', found) | list == [] -%}
            {%- set not_written -%}
                select {{ declared }}
                from {{ source }} as fresh
                where
                    {{ among }}
                    and not exists (
                        select 1
                        from {{ table }} as written
                        where {% for column in key %}written.{{ column }} = fresh.{{ column }}{{ ' and ' if not loop.last }}{% endfor %}
                    )
            {%- endset -%}
            {{ lead_scoring.insert_rows(table, names, not_written) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
