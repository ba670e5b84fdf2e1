-- One row per touch of a lead by sales up to the as-of date, of the contact that the lead is known as then.
with

touches as (

    select
        *,
        row_number() over (
            partition by touch_id
            order by touched_at desc, contact_id desc, outcome desc nulls last, rep_id desc nulls last, raw_row_number desc
        ) as recency_rank
    from {{ ref('stg_sales_touches') }}
    where
        rejected_because is null
        and cast(touched_at as date) <= {{ as_of() }}

),

runs as (select * from {{ ref('int_run') }}),

owners as (select * from {{ ref('int_identity_map') }}),

erased as (select * from {{ ref('int_erased_contacts') }})

select
    touches.touch_id,
    coalesce(owners.contact_id, touches.contact_id) as lead_id,
    touches.touched_at,
    {{ plain_text('touches.outcome') }} as outcome,
    touches.reason,
    touches.rep_rating
from touches
cross join runs
left join owners
    on touches.contact_id = owners.source_contact_id
    and {{ known_on('owners', 'runs') }}
left join erased
    on touches.contact_id = erased.contact_id
where
    touches.recency_rank = 1
    and erased.contact_id is null
