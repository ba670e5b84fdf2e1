-- One row per delivered row that was set aside, cell that could not be read and doubt: the table, the row's id, the reason, the text.
with

publication as (select * from {{ ref('int_publication') }}),

faulty_rows as (
    {{ select_faulty_rows({
        'contacts': ref('stg_contacts'),
        'accounts': ref('stg_accounts'),
        'contact_attributes': ref('stg_contact_attributes'),
        'identities': ref('stg_identities'),
        'contact_merges': ref('stg_contact_merges'),
        'events': ref('int_rejected_events'),
        'opportunities': ref('stg_opportunities'),
        'opportunity_contacts': ref('stg_opportunity_contacts'),
        'sales_touches': ref('stg_sales_touches'),
        'sales_reps': ref('stg_sales_reps'),
        'customers': ref('stg_customers'),
        'erasures': ref('stg_erasures'),
    }) }}

),

attribute_rows as (

    select * from {{ ref('stg_contact_attributes') }}
    where rejected_because is null

),

-- a row about a person to be forgotten stays counted, without its id
erased as (
    {{ select_erased_ids(ref('int_erased_contacts'), ref('stg_identities')) }}

),

attribute_types as (
    {{ select_attribute_types(policy_seed('attribute_types'), ref('int_attribute_conditions')) }}

),

unreadable_cells as (
    {{ select_unreadable_cells('faulty_rows') }}

),

rejections as (

    select
        source_table,
        row_id,
        rejected_because as reason,
        null as value
    from faulty_rows
    where rejected_because not like 'unreadable%'
    union all
    select source_table, row_id, reason, value from {{ ref('int_doubtful_rows') }}
    union all
    -- of a row that was set aside only the cell for which it was; of an attribute what its type does not allow
    select
        cells.source_table,
        cells.row_id,
        'unreadable_' || cells.column_name as reason,
        case when not cells.may_be_moved then cells.value end as value
    from unreadable_cells as cells
    left join attribute_types
        on cells.column_name = attribute_types.attribute
        and cells.source_table in ('contacts', 'accounts')
    where
        coalesce(cells.rejected_because, 'unreadable_' || cells.column_name) = 'unreadable_' || cells.column_name
        and (attribute_types.attribute is null or not {{ is_of_type('cells.value', 'attribute_types.value_type') }})
    union all
    select
        'contact_attributes' as source_table,
        attribute_rows.row_id,
        'unreadable_' || attribute_rows.attribute as reason,
        case when attribute_rows.attribute not in ({{ personal_attributes() }}) then attribute_rows.value end as value
    from attribute_rows
    inner join attribute_types
        on attribute_rows.attribute = attribute_types.attribute
    where attribute_rows.value is not null and not {{ is_of_type('attribute_rows.value', 'attribute_types.value_type') }}

),

numbered as (

    select
        row_number() over (
            order by
                rejections.source_table asc, rejections.reason asc, rejections.row_id asc nulls last, rejections.value asc nulls last
        ) as rejection_number,
        rejections.source_table,
        case when erased.row_id is null then rejections.row_id end as row_id,
        rejections.reason,
        case when erased.row_id is null and erased_values.row_id is null then {{ told_text('rejections.value') }} end as value
    from rejections
    left join erased
        on rejections.row_id = erased.row_id
    left join erased as erased_values
        on rejections.value = erased_values.row_id

)

select
    cast(numbered.rejection_number as bigint) as rejection_number,
    cast(numbered.source_table as {{ type_text() }}) as source_table,
    cast(numbered.row_id as {{ type_text() }}) as row_id,
    cast(numbered.reason as {{ type_text() }}) as reason,
    cast(numbered.value as {{ type_text() }}) as value,
    cast(publication.as_of_date as date) as as_of_date
from numbered
cross join publication
