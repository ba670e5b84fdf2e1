-- One row per prospect, deleted ones too.
with

prospects as (

    select * from {{ ref('pardot__prospects') }}
    where is_newest

)

select
    'pardot-' || id as contact_id,
    {{ whole_name('first_name', 'last_name') }} as full_name,
    {{ address('email') }} as email,
    phone,
    job_title,
    department,
    country,
    state as region,
    city,
    lower(source) as lead_source,
    {{ moment('created_at') }} as created_at,
    {{ moment('updated_at') }} as updated_at,
    case when {{ is_true('_fivetran_deleted') }} then {{ moment('_fivetran_synced') }} end as deleted_at,
    {{ id18('crm_owner_fid') }} as owner_id,
    {{ colleague('email') }} as do_not_score
from prospects
