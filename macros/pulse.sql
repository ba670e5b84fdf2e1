{#- A pulse (var `pulse: true`, selector `pulse`) is a run between two mornings: it reads what is new, scores every lead as of today, hands over who
    is ready, and publishes scores, reasons and call list. It keeps hand-offs and, in published_pulses, its moment; whatever else is kept from run
    to run is written by whole runs alone, so that the next of them finds what it would have found without any pulse. -#}
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
                'create table ' ~ policy ~ ' as select ' ~ by_code_point("cast('' as " ~ dbt.type_string() ~ ')') ~ ' as policy_version ' ~ lead_scoring.no_rows()
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
