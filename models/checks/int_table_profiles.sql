-- One row per metric of the raw tables that are delivered whole, part and day of a run: the count of that day, kept from run to run.
{{ config(
    materialized='incremental', incremental_strategy=replacing_days(), partition_by=by_day('day'), unique_key='day',
    full_refresh=false, on_schema_change='fail'
) }}

with

contacts as (

    select
        {{ as_of() }} as day,
        sum(contact_rows) as contact_rows,
        sum(rows_with_id - contacts) as repeated_rows,
        {{ sum_blanks(watched_contact_columns()) }}
    from ({{ select_contact_weeks(ref('stg_contacts')) }}) as weeks

)

{{ select_table_sizes({
    'contacts': ref('stg_contacts'),
    'accounts': ref('stg_accounts'),
    'contact_attributes': ref('stg_contact_attributes'),
    'identities': ref('stg_identities'),
    'contact_merges': ref('stg_contact_merges'),
    'opportunities': ref('stg_opportunities'),
    'sales_touches': ref('stg_sales_touches'),
    'sales_reps': ref('stg_sales_reps'),
    'customers': ref('stg_customers'),
}) }}

union all

select {{ profile('contacts', "'duplicate_share'", "''", 'day', 'share', 'contact_rows', 'repeated_rows') }}
from contacts

union all

{{ select_null_shares('contacts', 'null_share', 'contacts', watched_contact_columns(), 'day', 'contact_rows') }}
