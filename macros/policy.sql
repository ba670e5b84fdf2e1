{#- The seeds that are checked before anything is scored. -#}
{% macro policy_seeds() -%}
    {{ return([
        'scorecards', 'criteria', 'fit_rules', 'bant_rules', 'interest_rules', 'behaviours', 'behaviour_rules', 'conditions', 'gates',
        'interest_resets', 'idle_fade', 'importance_tiers', 'score_bands', 'grades',
        'weight_overrides', 'claims', 'journeys', 'offers', 'personas', 'title_roles', 'inferred_attributes', 'fast_lane',
        'machine_traffic', 'free_email_domains', 'attribute_types', 'settings', 'passive_event_types', 'nurture_segments',
        'targets', 'expectations', 'notifications', 'status_words', 'working_hours', 'holidays', 'wording', 'policy_checks'
    ]) }}
{%- endmacro %}


{#- A policy seed, to be read from: the host's where its var lead_scoring_seeds lists it, else ours. The cells of the host's become text and
    are trimmed here, as those of ours are when they are loaded (trim_cells): the host need not say types and hooks. `alias`: how the query
    calls it. -#}
{% macro policy_seed(name, alias=none) -%}
    {%- set relation = lead_scoring.policy_seed_relation(name) -%}
    {%- set node = lead_scoring.policy_seed_node(name) if execute else none -%}
    {%- if node and node.package_name != 'lead_scoring' -%}
    (
        select
            {%- set types = {} -%}
            {%- for column in adapter.get_columns_in_relation(relation) -%}
                {%- do types.update({lead_scoring.plain_name(column.name | string): column.dtype | lower}) -%}
            {%- endfor -%}
            {%- for column in lead_scoring.policy_seed_columns(name) %}
            {%- set quoted = lead_scoring.quoted_name(column) %}
            {%- set text = typed_text(quoted, types[column]) if column in types else 'cast(null as ' ~ type_text() ~ ')' %}
            {#- a day as it was written: some warehouses add a time -#}
            {%- set text = 'left(' ~ text ~ ', 10)' if types.get(column) == 'date' else text %}
            {{ trimmed('(' ~ by_code_point('(' ~ text ~ ')') ~ ')') }} as {{ quoted }}{{ ',' if not loop.last }}
            {%- endfor %}
        from {{ relation }}
    ){% else -%}
    {{ relation }}
    {%- endif %} as {{ alias or name }}
{%- endmacro %}

{#- The names of the columns that policy_seed() gives: those of the file, and the optional ones that it lacks. -#}
{% macro policy_seed_columns(name) -%}
    {%- set found = lead_scoring.column_names(lead_scoring.policy_seed_relation(name)) -%}
    {{ return(found + (lead_scoring.optional_columns(name) | reject('in', found) | list)) }}
{%- endmacro %}

{#- The relation of a policy seed. -#}
{% macro policy_seed_relation(name) -%}
    {{ return(builtins.ref(project_name if name in lead_scoring.seeds_of_host() else 'lead_scoring', name)) }}
{%- endmacro %}

{#- The node of a policy seed; none within a unit test, which has no graph. -#}
{% macro policy_seed_node(name) -%}
    {%- set package = project_name if name in lead_scoring.seeds_of_host() else 'lead_scoring' -%}
    {{ return((graph.nodes or {}).get('seed.' ~ package ~ '.' ~ name)) }}
{%- endmacro %}


{#- Post-hook of int_policy_cells: where a seed of the host's is read, the table of ours gets its rows, so that whoever looks for the policy in
    the warehouse (commands, BI) finds the one in use. -#}
{% macro show_seeds_of_host() -%}
    {%- for name in (lead_scoring.seeds_of_host() if execute else []) -%}
        {%- set ours = lead_scoring.relation_of(name, 'seed') -%}
        {%- set found = lead_scoring.policy_seed_columns(name) -%}
        {%- set names = lead_scoring.column_names(ours) | select('in', found) | list -%}
        {%- set quoted = [] -%}
        {%- for column in names -%}
            {%- do quoted.append(lead_scoring.quoted_name(column)) -%}
        {%- endfor -%}
        {{ lead_scoring.replace_rows(ours, quoted, 'select ' ~ quoted | join(', ') ~ ' from ' ~ lead_scoring.policy_seed(name)) }}
    {%- endfor -%}
{%- endmacro %}


{#- The columns of a policy seed that its file may lack: then all their cells are blank. -#}
{% macro optional_columns(seed_name) -%}
    {{ return({
        'scorecards': ['population_excludes', 'fit_at_least', 'interest_at_least', 'exploration_share'],
        'criteria': ['combine'],
        'fit_rules': ['excludes', 'points_to'],
        'bant_rules': ['excludes', 'points_to'],
        'interest_rules': ['excludes', 'at_least', 'below'],
        'behaviour_rules': ['excludes', 'points_to'],
        'fast_lane': ['label'],
        'attribute_types': ['rival'],
    }.get(seed_name, [])) }}
{%- endmacro %}


{#- Post-hook of every seed: adds the optional columns that the file lacks, trims the cells and makes blank ones null, so that models read what
    the analyst meant. -#}
{% macro trim_cells(relation) -%}
    {%- if execute -%}
        {%- set found = adapter.get_columns_in_relation(relation) -%}
        {%- set names = lead_scoring.column_names(relation) -%}
        {%- for column in lead_scoring.optional_columns(relation.identifier) if column not in names -%}
            {%- do run_query('alter table ' ~ relation ~ ' add column ' ~ lead_scoring.quoted_name(column) ~ ' ' ~ type_text()) -%}
        {%- endfor -%}
        {%- set assignments = [] -%}
        {%- for column in found if column.is_string() -%}
            {%- set quoted = adapter.quote(column.name) -%}
            {%- do assignments.append(quoted ~ ' = ' ~ trimmed(quoted)) -%}
        {%- endfor -%}
        {%- if assignments and lead_scoring.can_change_rows() -%}
            update {{ relation }} set {{ assignments | join(', ') }} where 1 = 1;
        {%- endif -%}
        {{ settle(relation, 'seed') }}
    {%- endif -%}
{%- endmacro %}


{#- The columns by which a person finds a row of a policy seed again: what names it, else its first two. -#}
{% macro row_key_columns(seed_name, found) -%}
    {%- set keys = {
        'journeys': ['journey_id', 'step'],
        'policy_checks': ['seed', 'column_name', 'check_name'],
        'working_hours': ['territory', 'weekday', 'opens'],
    } -%}
    {{ return(keys.get(seed_name, []) | select('in', found) | list or found[:2]) }}
{%- endmacro %}


{#- Text columns with a blank between them, without those that are null. -#}
{% macro joined_by_blanks(columns) -%}
    substring({% for column in columns %}coalesce(' ' || {{ lead_scoring.quoted_name(column) }}, ''){{ ' || ' if not loop.last }}{% endfor %}, 2)
{%- endmacro %}


{#- A select of every cell of `seeds` (names), as rows (seed_name, line_number, row_key, column_name, value, header_problem), and one row with a
    header_problem for each declared column that a file lacks (missing_column) or has beyond (stray_column).
    line_number counts the rows of the loaded seed, the same for all cells of a row; row_key is for a person to find the row. -#}
{% macro select_policy_cells(seeds) -%}
    {%- for seed_name in seeds -%}
        {#- also where the host has a file of that name: ours is loaded before show_seeds_of_host() -#}
        {%- do builtins.ref('lead_scoring', seed_name) -%}
        {%- do lead_scoring.policy_seed_relation(seed_name) -%}
        {%- if execute -%}
            {%- set declared = graph.nodes['seed.lead_scoring.' ~ seed_name].columns.keys() | list -%}
            {%- set found = lead_scoring.policy_seed_columns(seed_name) -%}
            {%- set keys = lead_scoring.row_key_columns(seed_name, found) -%}
            {%- set columns = found | select('in', declared) | list -%}
            {%- if columns %}
    select
        '{{ seed_name }}' as seed_name,
        {{ seed_name }}.line_number,
        {{ seed_name }}.row_key,
        names.column_name,
        case names.column_name
            {%- for column in columns %}
            when '{{ column }}' then cast({{ seed_name }}.{{ lead_scoring.quoted_name(column) }} as {{ type_text() }})
            {%- endfor %}
        end as value,
        cast(null as {{ type_text() }}) as header_problem
    from (
        select
            *,
            row_number() over (
                order by {% for each in found %}{{ lead_scoring.quoted_name(each) }} asc nulls last{{ ', ' if not loop.last }}{% endfor %}
            ) as line_number,
            {{ lead_scoring.joined_by_blanks(keys) }} as row_key
        from {{ lead_scoring.policy_seed(seed_name) }}
    ) as {{ seed_name }}
    cross join {{ rows_of_texts(columns, 'names', 'column_name') }}
    union all
            {%- endif -%}
            {%- for column in declared if column not in found %}
    {{ lead_scoring.select_header_problem(seed_name, column, 'missing_column') }}
    union all
            {%- endfor %}
            {%- for column in found if column not in declared %}
    {{ lead_scoring.select_header_problem(seed_name, column, 'stray_column') }}
    union all
            {%- endfor %}
        {%- endif -%}
    {%- endfor %}
    {{ lead_scoring.select_header_problem('', '', '') }} {{ no_rows() }}
{%- endmacro %}


{#- A select of one row of select_policy_cells() that says what is wrong with a header. The name comes from a file: it is quoted as data. -#}
{% macro select_header_problem(seed_name, column, problem) -%}
    select
        '{{ seed_name }}', 0, cast(null as {{ type_text() }}), {{ dbt.string_literal(dbt.escape_single_quotes(column)) }},
        cast(null as {{ type_text() }}), '{{ problem }}'
{%- endmacro %}


{#- Text of a cell as a sentence shows it: on one line, at most 100 characters, its opening braces hidden as chr(1), so that nothing
    in it is taken for a placeholder. -#}
{% macro shown(text) -%}
    translate(
            case when length({{ text }}) > 100 then left({{ text }}, 99) || '…' else {{ text }} end,
            '{' || chr(10) || chr(13) || chr(9),
            chr(1) || '   '
        )
{%- endmacro %}


{#- A select of findings (seed_name, line_number, row_key, column_name, value, check_name, argument) with two texts of `wording` (phrase,
    phrase_text) beside them: `sentence` names the file and row, `remark` leaves out what a line number says already.
    A column_name of '' means the whole file or line, a null row_key the header or all rows. A phrase that is missing is replaced by
    the bare facts: no finding is ever lost for want of words. `also` lists further columns to keep. -#}
{% macro select_in_words(findings, wording, also=[]) -%}
    select
        seed_name,
        line_number,
        row_key,
        column_name,
        check_name,
        value,
        {% for column in also %}{{ column }},{% endfor %}
        translate({{ filled_in('short_frame', {'problem': 'problem', 'column': shown('column_name')}) }}, chr(1), '{') as remark,
        translate({{ filled_in(
            'frame', {'problem': 'problem', 'seed': 'seed_name', 'column': shown('column_name'), 'row': shown('row_key')}
        ) }}, chr(1), '{') as sentence
    from (
        select
            {{ findings }}.*,
            {{ filled_in(
                "coalesce(specific.phrase_text, " ~ findings ~ ".check_name || ' {argument}: {value}')",
                {'argument': shown("replace(" ~ findings ~ ".argument, '|', ', ')"), 'value': shown(findings ~ '.value')}
            ) }} as problem,
            coalesce(
                frames.phrase_text,
                case when {{ findings }}.column_name = '' then '{seed}.csv: {problem}' else '{seed}.csv, {row}, {column}: {problem}' end
            ) as frame,
            case when {{ findings }}.column_name = '' then '{problem}' else coalesce(short_frames.phrase_text, '{column}: {problem}') end
                as short_frame
        from {{ findings }}
        left join {{ wording }} as specific
            on specific.phrase = 'check_' || {{ findings }}.check_name
        left join {{ wording }} as frames
            on frames.phrase = case
                when {{ findings }}.column_name = '' then 'check_frame_file'
                when {{ findings }}.row_key is null then 'check_frame_column'
                else 'check_frame'
            end
        left join {{ wording }} as short_frames
            on short_frames.phrase = 'check_frame_line'
    ) as found
{%- endmacro %}


{#- Post-hook of a model with a column `sentence`: stops the build and tells, under the heading, every sentence that is not null. With
    the var `report_only` the build goes on: `policy diff` shows the sentences itself. -#}
{% macro stop_on_sentences(relation, heading) -%}
    {%- if execute -%}
        {%- set query = 'select sentence from ' ~ relation ~ ' where sentence is not null order by sentence' -%}
        {%- set sentences = run_query(query).columns[0].values() -%}
        {%- if sentences | length > 0 and not lead_scoring.switch_setting('report_only') -%}
            {{ exceptions.raise_compiler_error(heading ~ '\n- ' ~ (sentences | join('\n- '))) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}


{#- Post-hook of int_policy_warnings: tells the warnings in the log by cause, those about raw tables first: of each cause one sentence and how
    many more there are. -#}
{% macro tell_warnings(relation) -%}
    {%- if execute -%}
        {%- set of_raw_tables = "('thousands_in_data', 'unknown_event_type', 'page_path_is_address', 'country_of_nobody', 'contacts_gone')" -%}
        {%- set causes = run_query(
            'select kind, min(sentence), count(*), check_name from ('
            ~ "select *, case when check_name in " ~ of_raw_tables ~ " then 'Raw data: ' else 'Policy warning: ' end as kind from " ~ relation
            ~ ') as warnings group by kind, check_name order by kind desc, check_name'
        ).rows -%}
        {%- for kind, sentence, warnings, cause in causes -%}
            {%- set others = ' (and ' ~ (warnings - 1) ~ " more: policy_warnings, warning '" ~ cause ~ "')" if warnings > 1 else '' -%}
            {%- do lead_scoring.tell(kind ~ sentence ~ others) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}


{#- The policy's fingerprint: twelve hex digits of a hash over the contents of all seed files that are read. -#}
{% macro policy_version() -%}
    {%- set checksums = [] -%}
    {%- if execute -%}
        {%- for name in lead_scoring.policy_seeds() -%}
            {%- do checksums.append(name ~ ' ' ~ lead_scoring.policy_seed_node(name).checksum.checksum) -%}
        {%- endfor -%}
    {%- endif -%}
    '{{ local_md5(checksums | sort | join("\n"))[:12] }}'
{%- endmacro %}


{#- The smaller of two numbers, where null is no limit. -#}
{% macro at_most(value, limit) -%}
    case when {{ value }} <= {{ limit }} then {{ value }} else coalesce({{ limit }}, {{ value }}) end
{%- endmacro %}


{#- At the start of a run: refuses a policy folder outside the project. dbt writes what it ran to target/<path of the file>, and with an
    absolute path that is the seed file itself. -#}
{% macro check_policy_path() -%}
    {%- set path = env_var('LEAD_SCORING_POLICY', 'seeds/policy') -%}
    {%- if path.startswith('/') or ':' in path or '..' in path -%}
        {{ exceptions.raise_compiler_error(
            "LEAD_SCORING_POLICY is '" ~ path ~ "'. Name a folder inside the project, as seen from it: examples/uci_bank/policy"
        ) }}
    {%- endif -%}
{%- endmacro %}


{#- A select of the rows of grades that contradict each other, as rows of int_policy_list_problems. `compared` is its CTE. -#}
{% macro select_grade_problems(compared) -%}
    select seed_name, line_number, row_key, 'at_least', at_least_text, 'same_grade_edge', axis
    from {{ compared }}
    where seed_name = 'grades' and at_least is not null and edges > 1
    union all
    select seed_name, line_number, row_key, 'grade', grade, 'repeated_grade', axis
    from {{ compared }}
    where seed_name = 'grades' and axis is not null and grade is not null and grades > 1
    union all
    select seed_name, line_number, row_key, 'axis', axis, 'one_lowest_grade', cast(lowest_grades as {{ type_text() }})
    from {{ compared }}
    where seed_name = 'grades' and axis is not null and lowest_grades <> 1 and line_number = first_line_of_axis
{%- endmacro %}


{#- A select of the rows of the seed claims that do not say what they are about, as rows of int_policy_rule_problems. `lines` are the policy's. -#}
{% macro select_claim_problems(lines) -%}
    select
        seed_name,
        line_number,
        row_key,
        case when check_name = 'claim_pattern_without_attribute' then 'pattern' else 'attribute' end,
        case when check_name = 'claim_pattern_without_attribute' then pattern else attribute end,
        check_name,
        rule_id
    from (
        select
            *,
            case
                when rule_id is not null and attribute is not null then 'claim_of_two_things'
                when attribute is null and pattern is not null then 'claim_pattern_without_attribute'
                when rule_id is null and attribute is null then 'claim_without_object'
            end as check_name
        from {{ lines }}
        where seed_name = 'claims'
    ) as claims
    where check_name is not null
{%- endmacro %}
