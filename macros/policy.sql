{#- The seeds that are checked before anything is scored. -#}
{% macro policy_seeds() -%}
    {{ return([
        'scorecards', 'criteria', 'fit_rules', 'bant_rules', 'interest_rules', 'importance_tiers', 'score_bands',
        'weight_overrides', 'journeys', 'offers', 'personas', 'title_roles', 'inferred_attributes', 'machine_traffic',
        'free_email_domains', 'attribute_types', 'wording', 'policy_checks'
    ]) }}
{%- endmacro %}


{#- Post-hook of every seed: trims the cells and makes blank ones null, so that models read what the analyst meant. -#}
{% macro trim_cells(relation) -%}
    {%- if execute -%}
        {%- set assignments = [] -%}
        {%- for column in adapter.get_columns_in_relation(relation) if column.is_string() -%}
            {%- set quoted = adapter.quote(column.name) -%}
            {%- do assignments.append(quoted ~ ' = ' ~ trimmed(quoted)) -%}
        {%- endfor -%}
        {%- if assignments -%}
            update {{ relation }} set {{ assignments | join(', ') }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}


{#- Every cell of every policy seed as rows (seed_name, line_number, row_key, column_name, value, header_problem), and one row with a
    header_problem for each declared column that a file lacks (missing_column) or has beyond (stray_column).
    line_number counts the rows of the loaded seed; row_key is the row's first cells, for a person to find it. -#}
{% macro policy_cells() -%}
    {%- for seed_name in policy_seeds() -%}
        {%- set relation = ref(seed_name) -%}
        {%- if execute -%}
            {%- set declared = graph.nodes['seed.lead_scoring.' ~ seed_name].columns.keys() | list -%}
            {%- set found = adapter.get_columns_in_relation(relation) | map(attribute='name') | list -%}
            {%- for column in found if column in declared %}
    select
        '{{ seed_name }}' as seed_name,
        line_number,
        row_key,
        '{{ column }}' as column_name,
        cast({{ adapter.quote(column) }} as {{ dbt.type_string() }}) as value,
        cast(null as {{ dbt.type_string() }}) as header_problem
    from (
        select
            *,
            row_number() over (order by {{ adapter.quote(found[0]) }}) as line_number,
            concat_ws(' ', {% for key in found[:2] %}{{ adapter.quote(key) }}{{ ', ' if not loop.last }}{% endfor %}) as row_key
        from {{ relation }}
    ) as {{ seed_name }}
    union all
            {%- endfor %}
            {%- for column in declared if column not in found %}
    {{ lead_scoring.header_problem(seed_name, column, 'missing_column') }}
    union all
            {%- endfor %}
            {%- for column in found if column not in declared %}
    {{ lead_scoring.header_problem(seed_name, column, 'stray_column') }}
    union all
            {%- endfor %}
        {%- endif -%}
    {%- endfor %}
    {{ lead_scoring.header_problem('', '', '') }} where 1 = 0
{%- endmacro %}


{#- A row of policy_cells() that says what is wrong with a header. The name comes from a file: it is quoted as data. -#}
{% macro header_problem(seed_name, column, problem) -%}
    select
        '{{ seed_name }}', 0, 'header', {{ dbt.string_literal(dbt.escape_single_quotes(column)) }},
        cast(null as {{ dbt.type_string() }}), '{{ problem }}'
{%- endmacro %}


{#- Post-hook of a model with a column `sentence`: stops the build and tells, under the heading, every sentence that is not null. -#}
{% macro stop_on_sentences(relation, heading) -%}
    {%- if execute -%}
        {%- set query = 'select sentence from ' ~ relation ~ ' where sentence is not null order by sentence' -%}
        {%- set sentences = run_query(query).columns[0].values() -%}
        {%- if sentences | length > 0 -%}
            {{ exceptions.raise_compiler_error(heading ~ '\n- ' ~ (sentences | join('\n- '))) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}


{#- The policy's fingerprint: twelve hex digits of a hash over the contents of all seed files of the project. -#}
{% macro policy_version() -%}
    {%- set checksums = [] -%}
    {%- if execute -%}
        {%- for node in graph.nodes.values() if node.resource_type == 'seed' and node.package_name == 'lead_scoring' -%}
            {%- do checksums.append(node.name ~ ' ' ~ node.checksum.checksum) -%}
        {%- endfor -%}
    {%- endif -%}
    '{{ local_md5(checksums | sort | join("\n"))[:12] }}'
{%- endmacro %}
