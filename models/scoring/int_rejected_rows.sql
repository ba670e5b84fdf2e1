-- One row per delivered row that cannot be used, and per cell that is not the number or date it should be.
with

faulty_rows as (
    {{ faulty_rows([
        'contacts', 'accounts', 'contact_attributes', 'identities', 'contact_merges', 'events', 'opportunities', 'sales_touches',
        'sales_reps', 'customers', 'erasures',
    ]) }}

),

attribute_rows as (

    select * from {{ ref('stg_contact_attributes') }}
    where rejected_because is null

),

attribute_types as (

    select * from {{ ref('attribute_types') }}

),

unreadable_cells as (

    select
        source_table,
        row_id,
        {{ alternatives('unreadable_columns') }} as column_name
    from faulty_rows
    where rejected_because is null

),

rejections as (

    select
        source_table,
        row_id,
        rejected_because as reason
    from faulty_rows
    where rejected_because is not null
    union all
    select
        source_table,
        row_id,
        'unreadable_' || column_name as reason
    from unreadable_cells
    where column_name <> ''
    union all
    select
        'contact_attributes' as source_table,
        attribute_rows.row_id,
        'unreadable_' || attribute_rows.attribute as reason
    from attribute_rows
    inner join attribute_types
        on attribute_rows.attribute = attribute_types.attribute
    where
        attribute_rows.value is not null
        and (
            (attribute_types.value_type = 'number' and {{ safe_number('attribute_rows.value') }} is null)
            or (attribute_types.value_type = 'date' and {{ safe_timestamp('attribute_rows.value') }} is null)
        )

)

select
    row_number() over (order by source_table, reason, row_id) as rejection_number,
    source_table,
    row_id,
    reason
from rejections
