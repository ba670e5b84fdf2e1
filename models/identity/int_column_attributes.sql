-- One row per contact and attribute from a column of contacts or accounts: the current value in the feed.
-- a view, because materialising it takes longer than computing it twice
{{ config(materialized='view') }}

with

contacts as (select * from {{ ref('int_contacts') }}),

accounts as (select * from {{ ref('int_accounts') }}),

contact_columns as (
    {{ select_columns_as_attributes(
        'contacts',
        ['contact_id', 'created_on as known_from'],
        [
            'full_name', 'email', 'phone', 'job_title', 'department', 'country', 'region', 'city', 'age', 'annual_income',
            'children', 'lead_source', 'campaign', 'email_status',
        ]
    ) }}

),

account_columns as (
    {{ select_columns_as_attributes(
        'accounts',
        ['account_id', 'known_from'],
        [
            'account_name', 'domain', 'industry', 'business_model', 'company_type', 'employee_count', 'annual_revenue',
            'technologies',
        ]
    ) }}

)

select
    contact_id,
    attribute,
    known_from,
    value
from contact_columns

union all

select
    contacts.contact_id,
    account_columns.attribute,
    account_columns.known_from,
    account_columns.value
from contacts
inner join account_columns
    on contacts.account_id = account_columns.account_id
