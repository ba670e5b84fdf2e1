{#- How a model is stored that tells who must be forgotten: as a view over the raw tables, so that no table keeps their ids. On Spark, where a
    view is written out wherever it is read, as a table: it holds what the raw tables held at the last run. -#}
{% macro view_of_people() -%}
    {{ return(adapter.dispatch('view_of_people', 'lead_scoring')()) }}
{%- endmacro %}

{% macro default__view_of_people() -%}
    {{ return('view') }}
{%- endmacro %}

{% macro spark__view_of_people() -%}
    {{ return('table') }}
{%- endmacro %}

{% macro databricks__view_of_people() -%}
    {{ return('view') }}
{%- endmacro %}


{#- Does a contact id belong to somebody who must be forgotten? -#}
{% macro is_erased(contact_id) -%}
    {{ contact_visitor(contact_id) }} in (select erased.visitor_id from {{ ref('int_erased_visitors') }} as erased)
{%- endmacro %}


{#- A kept table as the runs before this one left it, as a select of the columns declared for it: no rows before its first
    run, null for a column that it did not have yet, nobody who must be forgotten. A model that builds on it cannot use ref(), for the
    table is built from that model. Only the models int_past_…, int_rescored_contacts and int_run read the past. -#}
{% macro select_frozen(name) -%}
    {%- set is_erased = lead_scoring.is_erased('contact_id') -%}
    {%- if execute -%}
        {%- set node = graph.nodes['model.lead_scoring.' ~ name] -%}
        {%- set relation = adapter.get_relation(database=node.database, schema=node.schema, identifier=node.alias) -%}
        {%- set found = lead_scoring.column_names(relation) if relation else [] -%}
        select
        {%- for column in node.columns.values() %}
            {% if column.name in found -%}
                {{ lead_scoring.quoted_name(column.name) }}
            {%- else -%}
                cast(null as {{ lead_scoring.declared_type(column.data_type) }})
            {%- endif %} as {{ column.name }}{{ ',' if not loop.last }}
        {%- endfor %}
        {{ 'from ' ~ relation if relation else no_rows() }}
        {% if relation and 'contact_id' in found -%}
        where not {{ is_erased }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}


{#- Every day of which something was published, with its policy (as_of_date, policy_version, is_complete, is_pulse). Whole runs give all of the
    first three tables a day in one transaction; before version 0.5 one that was killed may have left a day to the last two alone. What pulses
    alone handed over on a day is theirs (is_pulse). -#}
{% macro select_published_days() -%}
    select as_of_date, policy_version, false as is_complete, true as is_pulse
    from ({{ lead_scoring.select_frozen('published_pulses') }}) as published_pulses
    union all
    select as_of_date, policy_version, true, false
    from ({{ lead_scoring.select_frozen('published_runs') }}) as published_runs
    union all
    select published_on, policy_version, false, false
    from ({{ lead_scoring.select_frozen('published_scores') }}) as published_scores
    union all
    select handed_off_on, policy_version, false, false
    from ({{ lead_scoring.select_frozen('sales_handoffs') }}) as sales_handoffs
    where handed_off_on not in (select pulses.as_of_date from ({{ lead_scoring.select_frozen('published_pulses') }}) as pulses)
{%- endmacro %}


{#- Pre-hook of int_run: stops the build, in words, where the as-of date is before the last one published: what was shown and handed over
    since then cannot be unmade. The var `allow_earlier_as_of` lets it pass: public tables then show the earlier date, frozen ones get
    no rows. -#}
{% macro refuse_earlier_as_of() -%}
    {%- if execute and not lead_scoring.switch_setting('allow_earlier_as_of') -%}
        {%- set later = run_query(
            'select max(as_of_date) from (' ~ lead_scoring.select_published_days() ~ ') as runs where as_of_date > ' ~ as_of()
        ).columns[0].values()[0] -%}
        {%- if later is not none -%}
            {{ exceptions.raise_compiler_error(
                "as_of is before " ~ later ~ ", the last date that was published. Nothing was changed. To publish the earlier date on purpose, "
                ~ "without new rows in the frozen tables: --vars '{as_of: …, allow_earlier_as_of: true}'"
            ) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}


{#- Hook of every table that keeps rows: deletes those of people who must be forgotten. A post-hook where columns may be added: DuckDB adds
    none to a table from which the same transaction has deleted. -#}
{% macro forget_erased(relation) -%}
    {%- if execute and load_relation(relation) is not none -%}
        {{ lead_scoring.delete_rows(relation, lead_scoring.is_erased('contact_id')) }}
    {%- endif -%}
{%- endmacro %}


{#- Pre-hook of a table that keeps one state a day (its column `day`): what an earlier run of the as-of date wrote is written anew, and what a
    pulse wrote goes, which lasts until the next run (its day is always_until). -#}
{% macro forget_same_day(relation, day) -%}
    {%- if is_incremental() -%}
        {{ lead_scoring.delete_rows(
            relation,
            day ~ ' = ' ~ always_until() ~ ' or ' ~ day ~ ' in (select runs.as_of_date from ' ~ ref('int_run') ~ ' as runs where runs.may_freeze)'
        ) }}
    {%- endif -%}
{%- endmacro %}


{#- Pre-hook of a table that keeps what the last run showed until the run after it has shown something: deletes all other days, also that
    of a run of the as-of date which was killed before it published anything. -#}
{% macro forget_older_days(relation) -%}
    {%- if is_incremental() -%}
        {%- set is_older -%}
            as_of_date <> (
                select coalesce(runs.last_run_date, {{ always_from() }})
                from {{ ref('int_run') }} as runs
                where runs.may_freeze and not runs.is_repeated
            )
        {%- endset -%}
        {{ lead_scoring.delete_rows(relation, is_older) }}
    {%- endif -%}
{%- endmacro %}


{#- The rows that an incremental model wrote on days before the as-of date (its column `day`), for a pulse those of that date too; none on its
    first run. `columns` maps each column to its type. -#}
{% macro select_rows_of_earlier_days(day, columns) -%}
    {%- set is_there = is_incremental() -%}
    select
    {%- for name, type in columns.items() %}
        {{ name if is_there else 'cast(null as ' ~ type ~ ')' }} as {{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
    {{ 'from ' ~ this ~ ' where ' ~ day ~ (' <= ' if is_pulse() else ' < ') ~ as_of() if is_there else no_rows() }}
{%- endmacro %}
