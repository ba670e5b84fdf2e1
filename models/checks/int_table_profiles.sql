-- One row per metric of the raw tables that are delivered whole, part and day of a run: what was counted then, kept from run to run.
{{ config(
    materialized='incremental', incremental_strategy='delete+insert', unique_key='day', full_refresh=(not keeps_rows()), on_schema_change='fail'
) }}

with

contacts as (

    select
        {{ as_of() }} as day,
        sum(contact_rows) as contact_rows,
        sum(rows_with_id - contacts) as repeated_rows,
        {{ sum_blanks(watched_contact_columns()) }}
    from {{ ref('int_contact_weeks') }}

)

{{ table_sizes({
    'contacts': 'stg_contacts', 'accounts': 'stg_accounts', 'contact_attributes': 'stg_contact_attributes',
    'identities': 'stg_identities', 'contact_merges': 'stg_contact_merges', 'opportunities': 'stg_opportunities',
    'sales_touches': 'stg_sales_touches', 'sales_reps': 'stg_sales_reps', 'customers': 'stg_customers',
}) }}

union all

select {{ profile('contacts', "'duplicate_share'", "''", 'day', 'share', 'contact_rows', 'repeated_rows') }}
from contacts

union all

{{ null_shares('contacts', 'null_share', 'contacts', watched_contact_columns(), 'day', 'contact_rows') }}
