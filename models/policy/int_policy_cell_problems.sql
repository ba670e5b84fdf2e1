-- One row per policy seed, line, column and check that the cell does not pass.
with

cells as (

    select * from {{ ref('int_policy_cells') }}

),

checks as (

    select * from {{ ref('policy_checks') }}

),

allowed_values as (

    select distinct
        seed,
        column_name,
        {{ alternatives('argument') }} as allowed_value
    from checks
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

checked as (

    select
        cells.seed_name,
        cells.line_number,
        cells.row_key,
        cells.column_name,
        cells.value,
        checks.check_name,
        checks.argument,
        case checks.check_name
            when 'required' then cells.value is null
            when 'number' then {{ safe_number('cells.value') }} is null
            when 'three_decimals' then cells.value like '%.____%'
            when 'above_zero' then {{ safe_number('cells.value') }} <= 0
            when 'one_of' then allowed_values.allowed_value is null
            when 'refers_to' then ids.value is null
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
    where
        cells.header_problem is null
        and (cells.value is not null or checks.check_name = 'required')

)

select
    seed_name,
    line_number,
    row_key,
    column_name,
    value,
    check_name,
    argument
from checked
where is_problem

union all

select
    seed_name,
    line_number,
    row_key,
    column_name,
    value,
    header_problem as check_name,
    null as argument
from cells
where header_problem is not null
