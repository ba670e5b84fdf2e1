-- One row per delivered row that was set aside, and per cell that could not be read: the table, the row's id and the reason.
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

erased_contacts as (select * from {{ ref('int_erased_contacts') }}),

-- a row about a person to be forgotten stays counted, without its id
erased as (

    select contact_id as row_id from erased_contacts
    union
    select identities.anonymous_id as row_id
    from {{ ref('stg_identities') }} as identities
    inner join erased_contacts
        on identities.contact_id = erased_contacts.contact_id

),

attribute_types as (select * from {{ ref('attribute_types') }}),

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

),

numbered as (

    select
        row_number() over (
            order by rejections.source_table asc, rejections.reason asc, rejections.row_id asc nulls last
        ) as rejection_number,
        rejections.source_table,
        case when erased.row_id is null then rejections.row_id end as row_id,
        rejections.reason
    from rejections
    left join erased
        on rejections.row_id = erased.row_id

)

select
    cast(numbered.rejection_number as bigint) as rejection_number,
    cast(numbered.source_table as {{ dbt.type_string() }}) as source_table,
    cast(numbered.row_id as {{ dbt.type_string() }}) as row_id,
    cast(numbered.reason as {{ dbt.type_string() }}) as reason,
    cast(publication.as_of_date as date) as as_of_date
from numbered
cross join publication
