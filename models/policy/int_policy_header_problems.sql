-- One row per policy seed, line, column and problem with the shape of the file: its header, its rows, its bytes.
with

cells as (select * from {{ ref('int_policy_cells') }}),

-- with another separator between the columns the whole header is one cell
wrong_separators as (

    select distinct seed_name
    from cells
    where
        header_problem = 'stray_column'
        and (column_name like '%;%' or column_name like '%' || chr(9) || '%')

),

-- a column that is there in other letters: one problem of the file, whatever their number
other_letters as (

    select
        stray.seed_name,
        stray.column_name as found_column,
        missing.column_name as wanted_column
    from cells as stray
    inner join cells as missing
        on stray.seed_name = missing.seed_name
        and lower(trim(stray.column_name)) = missing.column_name
    where
        stray.header_problem = 'stray_column'
        and missing.header_problem = 'missing_column'

),

headers as (

    select
        cells.seed_name,
        {{ joined_texts('cells.column_name', "'|'", 'order by cells.column_name') }} as missing_columns
    from cells
    left join other_letters
        on cells.seed_name = other_letters.seed_name
        and cells.column_name = other_letters.wanted_column
    where
        cells.header_problem = 'missing_column'
        and other_letters.seed_name is null
    group by 1

)

select
    cells.seed_name,
    cells.line_number,
    cells.row_key,
    cells.column_name,
    cells.value,
    case
        when wrong_separators.seed_name is not null then 'wrong_separator'
        when cells.header_problem = 'stray_column' and headers.missing_columns is null then 'surplus_column'
        else cells.header_problem
    end as check_name,
    case when cells.header_problem = 'stray_column' then headers.missing_columns end as argument
from cells
left join wrong_separators
    on cells.seed_name = wrong_separators.seed_name
left join headers
    on cells.seed_name = headers.seed_name
left join other_letters
    on cells.seed_name = other_letters.seed_name
    and cells.column_name in (other_letters.found_column, other_letters.wanted_column)
where
    cells.header_problem is not null
    and other_letters.seed_name is null
    and (wrong_separators.seed_name is null or cells.header_problem = 'stray_column')

union all

select
    seed_name,
    1 as line_number,
    null as row_key,
    '' as column_name,
    null as value,
    'letter_case' as check_name,
    {{ joined_texts('wanted_column', "'|'", 'order by wanted_column') }} as argument
from other_letters
group by 1
