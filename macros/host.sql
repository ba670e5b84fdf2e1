{#- What lets another project (the host) install this one: https://docs.getdbt.com/docs/build/packages. project_name is the host's there. -#}


{#- ref() of the models and tests of this project: of one name, that of this project, whatever the host calls its own. dbt looks into the
    host first, so that a host's stg_contacts would be read as ours. Of a policy seed it is the one that is read (policy_seed). -#}
{% macro ref(name_or_package, name=none) -%}
    {%- if name -%}
        {{ return(builtins.ref(name_or_package, name)) }}
    {%- elif name_or_package in lead_scoring.policy_seeds() -%}
        {{ return(lead_scoring.policy_seed_relation(name_or_package)) }}
    {%- else -%}
        {{ return(builtins.ref('lead_scoring', name_or_package)) }}
    {%- endif -%}
{%- endmacro %}


{#- Does this run build models or seeds of this project? If not, its hooks leave the run alone: it is the host's. -#}
{% macro builds_own_models() -%}
    {%- for key in (selected_resources if execute else []) if modules.re.match('(model|seed)[.]lead_scoring[.]', key) -%}
        {{ return(true) }}
    {%- endfor -%}
    {{ return(false) }}
{%- endmacro %}


{#- The relation that the host names for a raw table, as its var lead_scoring_<table> says ({{ ref(…) }}, {{ source(…) }} or a name), as text;
    '' where it names others and not this one; none where it names no table at all. While dbt parses this makes the dependency. -#}
{% macro relation_of_host(name) -%}
    {%- if var.has_var('lead_scoring_' ~ name) -%}
        {#- the text is rendered as part of our model: there, too, ref() shall mean the host's -#}
        {%- do context.update({'ref': lead_scoring.ref_of_host}) -%}
        {%- set relation = var('lead_scoring_' ~ name) -%}
        {%- do context.update({'ref': lead_scoring.ref}) -%}
        {{ return(relation | string | trim) }}
    {%- endif -%}
    {%- for source in (graph.sources.values() if execute else []) if source.package_name == 'lead_scoring' and var.has_var('lead_scoring_' ~ source.name) -%}
        {{ return('') }}
    {%- endfor -%}
    {{ return(none) }}
{%- endmacro %}


{#- ref() as the host means it in its vars: of one name, a model (or seed) of its own. -#}
{% macro ref_of_host(name_or_package, name=none) -%}
    {{ return(builtins.ref(name_or_package, name) if name else builtins.ref(project_name, name_or_package)) }}
{%- endmacro %}


{#- The reading (raw_readings) of a relation that the host names. -#}
{% macro reading_of_host(name, text) -%}
    {%- set setting = "lead_scoring_" ~ name ~ " is '" ~ lead_scoring.printable(text, longest=300) ~ "'. " -%}
    {%- if text.startswith('__dbt__cte__') -%}
        {{ exceptions.raise_compiler_error(setting ~ 'That model is ephemeral, and its columns are not known. Make it a view or a table.') }}
    {%- endif -%}
    {%- set parts = [] -%}
    {%- for plain, quoted in modules.re.findall('(?:^|[.])(?:([^."`]+)|["`]([^"`]+)["`])(?=[.]|$)', text) -%}
        {%- do parts.append(plain or quoted) -%}
    {%- endfor -%}
    {%- if not parts or parts[3:] or text | length != (parts | join('.') | length) + (modules.re.findall('["`]', text) | length) -%}
        {{ exceptions.raise_compiler_error(
            setting ~ "It takes a relation: \"{{ ref('crm_contacts') }}\", \"{{ source('crm', 'contacts') }}\" or crm.contacts"
        ) }}
    {%- endif -%}
    {%- set wanted = ([target.database, target.schema] if not parts[1:] else [target.database] if not parts[2:] else []) + parts -%}
    {%- set relation = api.Relation.create(database=wanted[0] or none, schema=wanted[1], identifier=wanted[2]) -%}
    {%- set reading = lead_scoring.relation_reading(name, relation) -%}
    {%- if not reading.columns -%}
        {{ exceptions.raise_compiler_error(setting ~ 'There is no such table or view. Build it first, or leave the var out where there are no such rows.') }}
    {%- endif -%}
    {{ return(reading) }}
{%- endmacro %}


{#- At the start of a run: refuses, in words, a host's list of its own policy seeds that cannot be meant, and asks for it where there is none. -#}
{% macro check_host() -%}
    {%- set policy_seeds = lead_scoring.policy_seeds() -%}
    {%- set named = lead_scoring.seeds_of_host() -%}
    {%- for name in named -%}
        {%- if name not in policy_seeds -%}
            {{ exceptions.raise_compiler_error(
                "lead_scoring_seeds names '" ~ name ~ "', which is no seed of the policy. The policy has " ~ policy_seeds | sort | join(', ') ~ '.'
            ) }}
        {%- elif not lead_scoring.policy_seed_node(name) -%}
            {{ exceptions.raise_compiler_error(
                "lead_scoring_seeds names '" ~ name ~ "', which is no seed of " ~ project_name ~ '. Only of a seed does policy_version tell that it changed.'
            ) }}
        {%- endif -%}
    {%- endfor -%}
    {%- set alike = [] -%}
    {%- for name in policy_seeds | sort if name not in named and project_name != 'lead_scoring' and 'seed.' ~ project_name ~ '.' ~ name in graph.nodes -%}
        {%- do alike.append(name) -%}
    {%- endfor -%}
    {%- if alike -%}
        {%- set not_read = 'Seeds of ' ~ project_name ~ ' that are called as seeds of the policy are not read as such: ' ~ alike | join(', ') ~ '. ' -%}
        {%- if var('lead_scoring_seeds', none) is none -%}
            {{ exceptions.raise_compiler_error(
                not_read ~ 'Say which of them take the place of the package\'s, in dbt_project.yml: vars: {lead_scoring: {lead_scoring_seeds: ['
                ~ alike | join(', ') ~ ']}}, or [] for none.'
            ) }}
        {%- endif -%}
        {%- do lead_scoring.tell(not_read ~ 'The var lead_scoring_seeds does not list them.') -%}
    {%- endif -%}
{%- endmacro %}


{#- The policy seeds that the host has files of its own for, as its var lead_scoring_seeds lists them. -#}
{% macro seeds_of_host() -%}
    {%- set given = var('lead_scoring_seeds', none) or [] -%}
    {{ return([given] if given is string else given) }}
{%- endmacro %}
