{#- A pulse (var `pulse: true`, selector `pulse`) is a run between two mornings: it reads what is new, scores whom something new has arrived for as of
    today, hands over who is ready, and publishes scores, reasons and call list. It keeps hand-offs and, in published_pulses, its moment; whatever else
    is kept from run to run is written by whole runs alone, so that the next of them finds what it would have found without any pulse.

    Each published score has a number of all that it was made from (int_past_moments.known_number). Where today's is the same, the lead is untouched:
    its score, its reasons and what hand-offs read of it are those that were published, in one transaction (released_…). So a pulse that was killed
    leaves nothing behind that the next one would take for scored. -#}
{% macro is_pulse() -%}
    {{ return(lead_scoring.switch_setting('pulse')) }}
{%- endmacro %}


{#- At the start of a run: refuses a pulse, in words, where no whole run has published under the policy of today. A pulse neither loads the seeds nor
    checks them. -#}
{% macro check_pulse() -%}
    {%- if execute and lead_scoring.is_pulse() -%}
        {%- set policy = lead_scoring.relation_of_run('checked_policy') -%}
        {%- set found = run_query('select policy_version from ' ~ policy).columns[0].values() | list if load_relation(policy) else [] -%}
        {%- if found != [lead_scoring.policy_version()[1:-1]] -%}
            {{ exceptions.raise_compiler_error(
                "A pulse goes by what the last whole run has checked, and "
                ~ ("the policy was edited since" if found else "there was none, or it did not publish") ~ ". Nothing was changed. Run it first: make build"
            ) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}


{#- At the start of a run that loads seeds: what pulses go by is not checked until the run publishes (trust_policy). -#}
{% macro doubt_policy() -%}
    {{ return(adapter.dispatch('doubt_policy', 'lead_scoring')()) }}
{%- endmacro %}

{#- No pulses on Spark: whoever asks for one is refused, for there is no such table. -#}
{% macro spark__doubt_policy() -%}
{%- endmacro %}

{% macro default__doubt_policy() -%}
    {%- set seeds = [] -%}
    {%- for key in (selected_resources if execute else []) if key.startswith('seed.') -%}
        {%- do seeds.append(key) -%}
    {%- endfor -%}
    {%- if seeds -%}
        {%- set policy = lead_scoring.relation_of_run('checked_policy') -%}
        {%- if not load_relation(policy) -%}
            {%- do lead_scoring.run_and_commit(
                'create table ' ~ policy ~ ' as select ' ~ by_code_point("cast('' as " ~ type_text() ~ ')') ~ ' as policy_version ' ~ lead_scoring.no_rows()
            ) -%}
            {%- do adapter.cache_added(policy.incorporate(dbt_created=true)) -%}
        {%- endif -%}
        {%- do lead_scoring.run_and_commit('delete from ' ~ policy) -%}
    {%- endif -%}
{%- endmacro %}


{#- Post-hook of int_publication: from now on pulses go by the policy of this run. -#}
{% macro trust_policy() -%}
    {%- set policy = lead_scoring.relation_of_run('checked_policy') if execute and not lead_scoring.is_pulse() -%}
    {%- if policy and load_relation(policy) -%}
        insert into {{ policy }}
        select {{ policy_version() }} as policy_version
        from (select 1 as one) as once
        where not exists (select 1 from {{ policy }})
    {%- endif -%}
{%- endmacro %}


{#- A select of the contacts scored in the publication before this pulse, as of the same day and under the same policy: contact_id, known_number. None in
    a whole run, which scores all, and where a version without numbers published. -#}
{% macro select_published_numbers() -%}
    {%- set published = lead_scoring.published_before('lead_scores') -%}
    {%- if published and 'known_number' in lead_scoring.column_names(published) -%}
    select contact_id, known_number from {{ published }}
    where released_as_of = {{ as_of() }} and released_policy = {{ policy_version() }}
    group by contact_id, known_number
    {%- else -%}
    select cast(null as {{ type_text() }}) as contact_id, cast(null as bigint) as known_number
    {{ no_rows() }}
    {%- endif -%}
{%- endmacro %}


{#- In a pulse the end of a select of leads scored now: those of untouched leads as they were published under `name` (release), with the columns in the
    order of the select; is_untouched is true. Nothing in a whole run. -#}
{% macro and_untouched(name, past_moments, columns) -%}
    {%- set published = lead_scoring.published_before(name) -%}
    {%- if published and columns | reject('in', lead_scoring.column_names(published)) | list == [] -%}
    union all
    select
    {%- for column in columns %}
        {{ 'true as is_untouched' if column == 'is_untouched' else column }}{{ ',' if not loop.last }}
    {%- endfor %}
    from {{ published }}
    where contact_id in (select moments.contact_id from {{ past_moments }} as moments where moments.is_untouched)
    {%- endif -%}
{%- endmacro %}


{#- What the publication before this pulse released under `name`; none in a whole run, and where nothing was. -#}
{% macro published_before(name) -%}
    {%- set gate = graph.nodes['model.lead_scoring.int_publication'] if execute and lead_scoring.is_pulse() else none -%}
    {{ return(
        adapter.get_relation(database=gate.database, schema=gate.schema, identifier='released_' ~ name) if gate else none
    ) }}
{%- endmacro %}
