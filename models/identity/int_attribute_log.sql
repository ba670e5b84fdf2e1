-- One row per contact, attribute and day on which a column of the feed was first seen with another value (null = no longer filled in).
-- depends_on: {{ ref('int_erased_visitors') }}
{{ config(
    materialized='incremental', incremental_strategy=adding_rows(), full_refresh=false,
    pre_hook=['{{ forget_erased(this) }}', "{{ forget_same_day(this, 'logged_on') }}"]
) }}

with

runs as (select * from {{ ref('int_run') }}),

contacts as (select * from {{ ref('int_contacts') }}),

accounts as (select * from {{ ref('int_accounts') }}),

-- what the columns of the feed tell; the attribute '' stands for the contact itself: it tells a new contact from a new value
stated as (

    {{ select_columns_as_attributes('contacts', ['contact_id', 'created_on as known_from'], contact_attributes()) }}
    union all
    select contacts.contact_id, account_columns.known_from, account_columns.attribute, account_columns.value
    from contacts
    inner join ({{ select_columns_as_attributes('accounts', ['account_id', 'known_from'], account_attributes()) }}) as account_columns
        on contacts.account_id = account_columns.account_id
    union all
    select contact_id, created_on as known_from, '' as attribute, contact_id as value from contacts
    union all
    select contact_id, created_on, 'account_id', coalesce(account_id, '') from contacts

),

known as (

    select stated.*
    from stated
    inner join runs
        on stated.known_from <= runs.as_of_date

),

logged as (

    select *, {{ hash_of(['contact_id', 'attribute']) }} as column_number
    from ({{ select_rows_of_earlier_days('logged_on', {
        'contact_id': type_text(), 'attribute': type_text(), 'value': type_text(), 'logged_on': 'date'
    }) }}) as earlier

),

last_days as (select max(logged_on) as last_logged_on from logged),

-- few columns change: only those logged more than once have to be put in order
changed as (

    select column_number from logged
    group by column_number
    having count(*) > 1

),

ordered as (

    select *, row_number() over (partition by contact_id, attribute order by logged_on desc) as recency_rank
    from logged
    where column_number in (select changed.column_number from changed)

),

latest as (

    select contact_id, attribute, value from ordered
    where recency_rank = 1
    union all
    select contact_id, attribute, value from logged
    where column_number not in (select changed.column_number from changed)

),

changes as (

    select
        coalesce(known.contact_id, latest.contact_id) as contact_id,
        coalesce(known.attribute, latest.attribute) as attribute,
        known.value,
        known.known_from,
        latest.contact_id is not null as is_logged
    from known
    full outer join latest
        on known.contact_id = latest.contact_id
        and known.attribute = latest.attribute
    where {{ differs('known.value', 'latest.value') }}

)

select
    changes.contact_id,
    changes.attribute,
    -- what a pulse sees lasts until the next run, which sees for itself
    case when runs.is_pulse then {{ always_until() }} else runs.as_of_date end as logged_on,
    -- the day from which a value counts:
    --   the contact is new, and the value came with it              its own date
    --   the column is new, and dated after the last run that logged  its own date
    --   anything else (another value, none any more)                the day on which it is seen
    case
        when logged_contacts.contact_id is null then changes.known_from
        when not changes.is_logged and changes.known_from > last_days.last_logged_on then changes.known_from
        else runs.as_of_date
    end as known_from,
    changes.value
from changes
cross join runs
cross join last_days
left join latest as logged_contacts
    on changes.contact_id = logged_contacts.contact_id
    and logged_contacts.attribute = ''
where runs.may_hand_over
