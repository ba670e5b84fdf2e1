-- One row per contact, attribute and day on which a column of the feed was first seen with another value (null = no longer filled in).
-- depends_on: {{ ref('int_erased_contacts') }}
{{ config(
    materialized='incremental', incremental_strategy='append', full_refresh=(not keeps_rows()),
    pre_hook=['{{ forget_erased(this) }}', "{{ forget_same_day(this, 'logged_on') }}"]
) }}

with

runs as (select * from {{ ref('int_run') }}),

-- a row that says the contact itself is there tells a new contact from a new value
told as (

    select contact_id, attribute, value, known_from from {{ ref('int_column_attributes') }}
    union all
    select contact_id, '' as attribute, contact_id as value, created_on as known_from from {{ ref('int_contacts') }}
    union all
    select contact_id, 'account_id' as attribute, coalesce(account_id, '') as value, created_on as known_from
    from {{ ref('int_contacts') }}

),

known as (

    select told.*
    from told
    inner join runs
        on told.known_from <= runs.as_of_date

),

logged as (

    {{ rows_of_earlier_days('logged_on', {
        'contact_id': dbt.type_string(), 'attribute': dbt.type_string(), 'value': dbt.type_string(), 'logged_on': 'date'
    }) }}

),

ranked as (

    select
        *,
        row_number() over (partition by contact_id, attribute order by logged_on desc) as newness,
        max(logged_on) over () as last_logged_on
    from logged

),

latest as (

    select * from ranked
    where newness = 1

),

logged_contacts as (

    select * from latest
    where attribute = ''

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
    where coalesce(known.value <> latest.value, known.value is not null or latest.value is not null)

)

select
    changes.contact_id,
    changes.attribute,
    runs.as_of_date as logged_on,
    -- what is seen with the contact's first sight, or bears a later date than the last sight, counts from its own date
    case
        when logged_contacts.contact_id is null then changes.known_from
        when not changes.is_logged and changes.known_from > logged_contacts.last_logged_on then changes.known_from
        else runs.as_of_date
    end as known_from,
    changes.value
from changes
cross join runs
left join logged_contacts
    on changes.contact_id = logged_contacts.contact_id
where runs.may_freeze
