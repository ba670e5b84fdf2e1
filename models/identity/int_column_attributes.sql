-- One row per contact and attribute that a column of contacts or accounts tells: the feed's current state.
-- a view, because materialising it takes longer than computing it twice
{{ config(materialized='view') }}

with

contacts as (select * from {{ ref('int_contacts') }}),

accounts as (select * from {{ ref('int_accounts') }}),

contact_columns as (
    {{ select_columns_as_attributes(
        'contacts',
        ['contact_id', 'created_on as known_from'],
        contact_attributes()
    ) }}

),

account_columns as (
    {{ select_columns_as_attributes(
        'accounts',
        ['account_id', 'known_from'],
        account_attributes()
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
