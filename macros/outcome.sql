{#- Says something to whoever started the run, with --quiet too. -#}
{% macro tell(text) -%}
    {%- if flags.QUIET -%}
        {%- do print(text) -%}
    {%- else -%}
        {%- do log(text, info=true) -%}
    {%- endif -%}
{%- endmacro %}


{#- At the end of a run that builds: tells in words what failed and what that means for people - is the core out, which tables that people
    study are of an earlier date - and writes the latter into readiness_signals. `results` are dbt's; what a host builds around this project is
    not told of. The exit code is dbt's as well: not 0 where anything failed. -#}
{% macro tell_outcome(results) -%}
    {%- if execute and flags.WHICH in ['run', 'build'] -%}
        {%- set own_results = results | selectattr('node.package_name', 'equalto', 'lead_scoring') | list -%}
        {%- set failed = own_results | selectattr('status', 'in', ['error', 'fail']) | list -%}
        {%- set not_built = [] -%}
        {%- for result in own_results if result.status in ['error', 'skipped'] and result.node.resource_type == 'model' -%}
            {%- do not_built.append(result.node.name) -%}
        {%- endfor -%}
        {%- set published_on = lead_scoring.published_on() -%}
        {%- set stale = lead_scoring.tables_of_an_earlier_date(published_on, not_built) -%}
        {%- if failed or 'int_publication' in not_built -%}
            {%- do lead_scoring.tell_failures(failed) -%}
            {%- if 'int_publication' in not_built -%}
                {%- do lead_scoring.tell('Nothing was published. Scores, reasons, hand-offs and call list are as they were' ~ (' on ' ~ published_on if published_on else ': there are none yet') ~ '.') -%}
            {%- elif published_on -%}
                {%- do lead_scoring.tell('Scores, reasons, hand-offs and call list are out, as of ' ~ published_on ~ '.') -%}
            {%- endif -%}
        {%- endif -%}
        {%- if stale -%}
            {%- do lead_scoring.tell('Tables of an earlier date: ' ~ (stale | join(', ')) ~ '.') -%}
        {%- endif -%}
        {%- do lead_scoring.note_tables_of_an_earlier_date(stale) -%}
    {%- endif -%}
{%- endmacro %}


{#- Tells each failure: what failed, the first two lines of dbt's own words, and of a test up to three of the rows that break it. -#}
{% macro tell_failures(failed) -%}
    {%- for result in failed -%}
        {%- set message = ((result.message or '') | trim).split('\n')[:2] | map('trim') | join(': ') -%}
        {%- do lead_scoring.tell('Failed: ' ~ result.node.name ~ ': ' ~ message) -%}
        {%- if result.status == 'fail' and result.node.resource_type == 'test' and result.node.compiled_code -%}
            {%- set rows = run_query('select * from (' ~ result.node.compiled_code ~ ') as broken limit 3') -%}
            {%- for row in rows.rows -%}
                {%- set cells = [] -%}
                {%- for name in rows.column_names -%}
                    {%- do cells.append(name ~ ' = ' ~ row[name]) -%}
                {%- endfor -%}
                {%- do lead_scoring.tell('    ' ~ cells | join(', ')) -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}


{#- The date as of which the core was published last, as text; none where it never was. -#}
{% macro published_on() -%}
    {%- set publication = lead_scoring.relation_of('int_publication') -%}
    {{ return(run_query('select cast(max(as_of_date) as ' ~ type_text() ~ ') from ' ~ publication).columns[0].values()[0] if publication else none) }}
{%- endmacro %}


{#- The public tables that are made anew in each run, after the core, and are not of the date of the core, as a list of texts: the name, and
    the date of its rows. `not_built` names models that this run did not build: a table of theirs without rows is of an earlier date too. -#}
{% macro tables_of_an_earlier_date(published_on, not_built) -%}
    {%- set dates = [] -%}
    {%- for node in graph.nodes.values() if node.package_name == 'lead_scoring' and node.access == 'public' and node.config.materialized == 'table' -%}
        {%- set column = 'known_on' if 'known_on' in node.columns else 'as_of_date' -%}
        {%- set table = adapter.get_relation(database=node.database, schema=node.schema, identifier=node.alias) if column in node.columns -%}
        {%- if table and column in lead_scoring.column_names(table) -%}
            {%- do dates.append(
                "select '" ~ node.name ~ "' as name, cast(max(" ~ column ~ ") as " ~ type_text() ~ ") as told_on from " ~ table
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set stale = [] -%}
    {%- for row in (run_query(dates | join(' union all ') ~ ' order by 1').rows if dates and published_on else []) -%}
        {%- if row[1] and row[1] < published_on -%}
            {%- do stale.append(row[0] ~ ' (' ~ row[1] ~ ')') -%}
        {%- elif not row[1] and row[0] in not_built and 'int_publication' not in not_built -%}
            {%- do stale.append(row[0]) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(stale) }}
{%- endmacro %}


{#- Writes the tables of an earlier date into the signal of that name, in the words of the seed targets; nothing where there are none (the
    signal says so as it is built), or where rows cannot be changed (Spark). -#}
{% macro note_tables_of_an_earlier_date(stale) -%}
    {%- set signals = lead_scoring.relation_of('readiness_signals') if stale and lead_scoring.can_change_rows() -%}
    {%- if signals -%}
        {%- set words = 'when_warning_es' if lead_scoring.language_setting() == 'es' else 'when_warning' -%}
        {%- set sentence -%}
        update {{ signals }}
        set
            cases = {{ stale | length }},
            value = {{ stale | length }},
            value_low = {{ stale | length }},
            value_high = {{ stale | length }},
            verdict = 'warning',
            sentence = (
                select replace(targets.{{ words }}, '{tables}', {{ dbt.string_literal(stale | join(', ')) }})
                from {{ lead_scoring.relation_of('targets', 'seed') }} as targets
                where targets.signal = 'tables_of_an_earlier_date'
            )
        where signal = 'tables_of_an_earlier_date'
        {%- endset -%}
        {%- do lead_scoring.run_and_commit(sentence) -%}
    {%- endif -%}
{%- endmacro %}
