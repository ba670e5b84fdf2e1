-- One row per policy seed, line, column and check that the cell does not pass.
with

cells as (select * from {{ ref('int_policy_cells') }}),

checks as (

    select distinct seed, column_name, check_name, argument
    from {{ policy_seed('policy_checks') }}

),

allowed_values as (

    select distinct
        seed,
        column_name,
        {{ alternatives('argument') }} as allowed_value
    from checks{{ each_alternative('argument') }}
    where check_name = 'one_of'

),

-- a set of ids has a name and may be filled from several files
ids as (

    select
        checks.argument as id_set,
        cells.value,
        count(*) as mentions
    from cells
    inner join checks
        on cells.seed_name = checks.seed
        and cells.column_name = checks.column_name
        and checks.check_name = 'unique'
    group by 1, 2

),

-- the files that fill a set; where one of them is unreadable nothing is checked: every id would seem unknown
id_sets as (

    select
        checks.argument as id_set,
        {{ joined_texts("checks.seed || '.csv'", "', '", 'order by checks.seed') }} as files,
        count(broken.header_problem) > 0 as is_unreadable
    from checks
    left join cells as broken
        on checks.seed = broken.seed_name
        and broken.header_problem is not null
        and broken.column_name in (checks.column_name, '')
    where checks.check_name = 'unique'
    group by 1

),

blank_lines as (

    select seed_name, line_number
    from cells
    where header_problem is null
    group by 1, 2
    having count(value) = 0

),

checked as (

    select
        cells.*,
        checks.check_name,
        case checks.check_name when 'refers_to' then id_sets.files else checks.argument end as argument,
        case checks.check_name
            when 'required' then cells.value is null
            when 'number' then {{ safe_number('cells.value') }} is null
            -- a number too large for a decimal does not pass either
            when 'three_decimals'
                then {{ safe_number('cells.value') }} is not null
                    and coalesce({{ safe_decimal('cells.value') }} <> {{ compared_number('cells.value') }}, true)
            when 'above_zero' then {{ safe_number('cells.value') }} <= 0
            when 'not_negative' then {{ safe_number('cells.value') }} < 0
            when 'within' then abs({{ safe_number('cells.value') }}) > {{ safe_number('checks.argument') }}
            when 'no_backslash' then replace(cells.value, chr(92), '') <> cells.value
            when 'time_zone' then not {{ is_time_zone('cells.value') }}
            when 'time_of_day' then not {{ is_time_of_day('cells.value') }}
            when 'day' then length(cells.value) <> 10 or {{ safe_timestamp('cells.value') }} is null
            when 'one_of' then allowed_values.allowed_value is null
            when 'refers_to' then ids.value is null and not id_sets.is_unreadable
            when 'unique' then ids.mentions > 1
        end as is_problem
    from cells
    inner join checks
        on cells.seed_name = checks.seed
        and cells.column_name = checks.column_name
    left join allowed_values
        on cells.seed_name = allowed_values.seed
        and cells.column_name = allowed_values.column_name
        and cells.value = allowed_values.allowed_value
    left join ids
        on checks.argument = ids.id_set
        and cells.value = ids.value
    left join id_sets
        on checks.argument = id_sets.id_set
    left join blank_lines
        on cells.seed_name = blank_lines.seed_name
        and cells.line_number = blank_lines.line_number
    where
        cells.header_problem is null
        and blank_lines.line_number is null
        and (cells.value is not null or checks.check_name = 'required')

)

select seed_name, line_number, row_key, column_name, value, check_name, argument
from checked
where is_problem
union all
select seed_name, line_number, '', '', null, 'blank_row', null
from blank_lines
