-- One row per person in Marketo, and per person that is only left in a merge: what it did before would else be nobody's.
with

leads as (

    select * from {{ delivered('marketo', 'lead') }}

),

deleted as (

    select
        lead_id,
        min({{ moment('activity_date') }}) as deleted_at
    from {{ delivered('marketo', 'activity_delete_lead') }}
    group by lead_id

),

merges as (

    select * from {{ ref('marketo__contact_merges') }}

),

survivors as (

    select
        merges.merged_contact_id as contact_id,
        min({{ moment('leads.created_at') }}) as created_at
    from merges
    inner join leads
        on merges.contact_id = 'marketo-' || leads.id
    group by merges.merged_contact_id

)

select
    'marketo-' || leads.id as contact_id,
    {{ whole_name('leads.first_name', 'leads.last_name') }} as full_name,
    {{ address('leads.email') }} as email,
    leads.phone,
    leads.title as job_title,
    leads.country,
    leads.state as region,
    leads.city,
    lower(leads.lead_source) as lead_source,
    {{ moment('leads.created_at') }} as created_at,
    {{ moment('leads.updated_at') }} as updated_at,
    coalesce(deleted.deleted_at, case when {{ is_true('leads._fivetran_deleted') }} then {{ moment('leads._fivetran_synced') }} end) as deleted_at,
    {{ colleague('leads.email') }} as do_not_score
from leads
left join deleted
    on leads.id = deleted.lead_id

union all

-- since when it was there nobody tells any more
select
    survivors.contact_id,
    null as full_name,
    null as email,
    null as phone,
    null as job_title,
    null as country,
    null as region,
    null as city,
    null as lead_source,
    survivors.created_at,
    null as updated_at,
    null as deleted_at,
    null as do_not_score
from survivors
left join leads
    on survivors.contact_id = 'marketo-' || leads.id
where leads.id is null
