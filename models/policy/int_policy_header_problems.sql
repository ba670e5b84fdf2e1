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

headers as (

    select
        seed_name,
        {{ dbt.listagg('column_name', "'|'", 'order by column_name') }} as missing_columns
    from cells
    where header_problem = 'missing_column'
    group by 1

)

select
    cells.seed_name,
    cells.line_number,
    cells.row_key,
    cells.column_name,
    cells.value,
    case when wrong_separators.seed_name is null then cells.header_problem else 'wrong_separator' end as check_name,
    case when cells.header_problem = 'stray_column' then headers.missing_columns end as argument
from cells
left join wrong_separators
    on cells.seed_name = wrong_separators.seed_name
left join headers
    on cells.seed_name = headers.seed_name
where
    cells.header_problem is not null
    and (wrong_separators.seed_name is null or cells.header_problem = 'stray_column')
