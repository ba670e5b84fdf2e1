{#- What a unit test on PostgreSQL compares (dbt's own macro, overridden there): every cell as text, a decimal without the zeros at its end,
    for a fixture's 20 is written 20 there and a model's 20.000. An expectation without rows reads the CTE of the actual ones. -#}
{% macro postgres__get_unit_test_sql(main_sql, expected_fixture_sql, expected_column_names) -%}
    with dbt_internal_unit_test_actual as (
        {{ main_sql }}
    ),

    dbt_internal_unit_test_expected as (
        select {{ expected_column_names | join(', ') }} from (
            {{ expected_fixture_sql }}
        ) as fixture
    )

    {% for kind in ['actual', 'expected'] -%}
    select
        {%- for column in expected_column_names %}
        case
            when pg_typeof({{ column }}) = cast('numeric' as regtype)
                then regexp_replace(regexp_replace(cast({{ column }} as text), '([.][0-9]*?)0+$', '\1'), '[.]$', '')
            else cast({{ column }} as text)
        end as {{ column }},
        {%- endfor %}
        '{{ kind }}' as {{ adapter.quote('actual_or_expected') }}
    from dbt_internal_unit_test_{{ kind }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
{%- endmacro %}


{#- A data test on PostgreSQL runs as a model does (dbt's own macro, overridden there). -#}
{% macro postgres__get_test_sql(main_sql, fail_calc, warn_if, error_if, limit) -%}
    {{ lead_scoring.postgres_settings() }};
    {{ dbt.default__get_test_sql(main_sql, fail_calc, warn_if, error_if, limit) }}
{%- endmacro %}


{#- The text of a unit test's fixtures on PostgreSQL compares by code point, as that of the tables it stands for (dbt's own macro, overridden
    there; fixtures written as SQL say nothing of it). -#}
{% macro postgres__safe_cast(field, type) -%}
    cast({{ field }} as {{ type }}){{ ' collate "C"' if type in ('text', 'character varying') }}
{%- endmacro %}


{#- A select of the keys that break a grain, for many models (or seeds) at once: model_name, broken_key (the key's values, separated by
    commas; «null» for a null), copies. `grains` maps each name to the columns of its key; of the tables in `kept`, whose key is one column, only
    rows that this run audits are looked at. No rows = each has one row per key and no null in it. -#}
{% macro select_broken_grains(grains, kept=[]) -%}
    {%- for name, columns in grains.items() %}
    {%- set relation = lead_scoring.policy_seed(name) if name in policy_seeds() else ref(name) %}
    select
        '{{ name }}' as model_name,
        {% for column in columns -%}
        coalesce(cast({{ 'key_' ~ loop.index if '(' in column else lead_scoring.quoted_name(column) }} as {{ type_text() }}), 'null'){{ " || ', ' || " if not loop.last }}
        {%- endfor %} as broken_key,
        copies
    from ({{ lead_scoring.test_grain(lead_scoring.select_audited(relation, columns[0]) if name in kept else relation, columns) }}) as broken
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{#- A select in brackets of the rows of a table kept from run to run (with loaded_on) that this run audits: those whose `key` is null or one that was
    loaded since the last run; all of them in the first run of a week, which begins on Monday, after --full-refresh, and where the var `audit` says so.
    All rows are read as they are: to look each key up among all keys would take more memory than to group them. -#}
{% macro select_audited(relation, key) -%}
    {%- set is_whole = lead_scoring.switch_setting('audit') or flags.FULL_REFRESH -%}
    {%- set weeks = [] -%}
    {%- for day in ['as_of_date', 'last_run_date'] -%}
        {%- do weeks.append('floor(' ~ time_between("cast('0001-01-01' as date)", day, 'day') ~ ' / 7.0)') -%}
    {%- endfor -%}
    {%- set first_of_week -%}
    exists (select 1 from {{ ref('int_run') }} as runs where last_run_date is null or {{ weeks | join(' > ') }})
    {%- endset -%}
    (
        select * from {{ relation }}
        {%- if not is_whole %}
        where {{ first_of_week }}
        union all
        select * from {{ relation }}
        where {{ key }} is null and not {{ first_of_week }}
        union all
        select * from {{ relation }}
        where {{ key }} in (
            select {{ key }} from {{ relation }} as loaded
            where {{ key }} is not null and loaded.loaded_on >= {{ events_read_from() }} and not {{ first_of_week }}
        )
        {%- endif %}
    ) as audited
{%- endmacro %}
