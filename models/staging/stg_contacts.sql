-- One row per delivered row of `contacts`: typed, with the reason if it cannot be used.
with

raw_contacts as (

    select * from {{ raw_table('contacts') }}

),

typed as (

    select
        raw_row_number,
        contact_id as row_id,
        contact_id,
        account_id,
        full_name,
        email,
        phone,
        job_title,
        department,
        country,
        region,
        city,
        case when {{ safe_number('age') }} is not null then age end as age,
        case when {{ safe_number('annual_income') }} is not null then annual_income end as annual_income,
        case when {{ safe_number('children') }} is not null then children end as children,
        lead_source,
        campaign,
        email_status,
        {{ safe_timestamp('created_at') }} as created_at,
        {{ safe_timestamp('updated_at') }} as updated_at,
        {{ safe_timestamp('deleted_at') }} as deleted_at,
        owner_id,
        {{ flag('do_not_score', blank=false) }} as is_do_not_score,
        {{ unreadable_columns(
            numbers=['age', 'annual_income', 'children'],
            timestamps=['created_at', 'updated_at', 'deleted_at'],
        ) }} as unreadable_columns
    from raw_contacts

)

select
    *,
    case
        when contact_id is null then 'no_contact_id'
        when created_at is null then 'no_created_at'
    end as rejected_because
from typed
