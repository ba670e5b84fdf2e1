-- One row per policy seed, line, column and warning: a sentence that never stops a build; basis = policy or data.
{{ config(post_hook="{{ tell_warnings(this) }}") }}

with

cells as (

    select * from {{ ref('int_policy_cells') }}
    where header_problem is null

),

lines as (select * from {{ ref('int_policy_lines') }}),

checks as (select * from {{ policy_seed('policy_checks') }}),

scorecard_warnings as (select * from {{ ref('int_scorecard_warnings') }}),

covered_rules as (select * from {{ ref('int_covered_rules') }}),

data_warnings as (select * from {{ ref('int_policy_data_warnings') }}),

wording as (select * from {{ ref('int_wording') }}),

-- 10.000 may be ten or ten thousand; where thousandths are usual, as in points, only a last 0 gives it away
looks_like_thousands as (

    select distinct
        cells.seed_name,
        cells.line_number,
        cells.row_key,
        cells.column_name,
        cells.value,
        'looks_like_thousands' as check_name,
        cast(null as {{ type_text() }}) as argument
    from cells
    inner join checks
        on cells.seed_name = checks.seed
        and cells.column_name = checks.column_name
        and checks.check_name = 'number'
    left join checks as exact_checks
        on cells.seed_name = exact_checks.seed
        and cells.column_name = exact_checks.column_name
        and exact_checks.check_name = 'three_decimals'
    where
        cells.value like '%.___'
        and abs({{ safe_number('cells.value') }}) >= 1
        and abs({{ safe_number('cells.value') }}) < 1000
        and lower(cells.value) not like '%e%'
        and (exact_checks.seed is null or cells.value like '%0')

),

-- what a rule, condition or persona compares with a number should have a type; what the engine derives has one
untyped as (

    select
        lines.attribute,
        min(lines.seed_name) as seed_name,
        case when count(coalesce(lines.pattern, lines.excludes)) = 0 then 'untyped_number' else 'untyped_text' end as check_name
    from lines
    left join {{ policy_seed('attribute_types') }}
        on lines.attribute = attribute_types.attribute
    where
        lines.seed_name in ('fit_rules', 'bant_rules', 'conditions', 'personas')
        and attribute_types.attribute is null
        and lines.attribute not in (select coalesce(behaviours.behaviour, '') from lines as behaviours)
        and not {{ begins_with('lines.attribute', 'days_') }}
    group by lines.attribute
    having count(coalesce(lines.at_least_text, lines.below_text)) > 0

),

warnings as (

    select
        *,
        'policy' as basis
    from looks_like_thousands
    union all
    select
        untyped.seed_name, min(lines.line_number), min(lines.row_key), 'attribute', untyped.attribute, untyped.check_name, null, 'policy'
    from untyped
    inner join lines
        on untyped.seed_name = lines.seed_name
        and untyped.attribute = lines.attribute
    group by untyped.seed_name, untyped.attribute, untyped.check_name
    union all
    select lines.seed_name, lines.line_number, lines.row_key, 'rule_id', lines.rule_id, 'covered_rule', covered_rules.covered_by, 'policy'
    from lines
    inner join covered_rules
        on lines.rule_id = covered_rules.rule_id
    where lines.seed_name in ('fit_rules', 'bant_rules', 'interest_rules', 'behaviour_rules')
    union all
    select
        lines.seed_name, lines.line_number, lines.row_key, scorecard_warnings.column_name,
        coalesce(cells.value, '0'), scorecard_warnings.check_name, scorecard_warnings.argument, 'policy'
    from lines
    inner join scorecard_warnings
        on lines.scorecard_id = scorecard_warnings.scorecard_id
    inner join cells
        on lines.seed_name = cells.seed_name
        and lines.line_number = cells.line_number
        and scorecard_warnings.column_name = cells.column_name
    where lines.seed_name = 'scorecards'
    union all
    {{ select_behaviour_traps('lines') }}
    union all
    select
        *,
        'data' as basis
    from data_warnings

)

{{ select_in_words('warnings', 'wording', also=['basis']) }}
