-- One row per contact that was merged into another, from the audit table of older connectors and from the properties that took its place.
with

audit as (

    select * from {{ hubspot('contact_merge_audit') }}

),

contacts as (

    select * from {{ hubspot('contact') }}

),

places as (

    select cast(generated_number as {{ dbt.type_int() }}) as place
    from ({{ dbt.generate_series(1000) }}) as numbers

),

-- "106:1773144000000;108:…": contact and milliseconds since 1970
dated as (

    select
        contacts.id as contact_id,
        split_part(split_part(contacts.property_hs_calculated_merged_vids, ';', places.place), ':', 1) as merged_contact_id,
        split_part(split_part(contacts.property_hs_calculated_merged_vids, ';', places.place), ':', 2) as milliseconds
    from contacts
    inner join places
        on split_part(contacts.property_hs_calculated_merged_vids, ';', places.place) <> ''
    where contacts.property_hs_calculated_merged_vids <> ''

),

-- "106;108": contacts alone
undated as (

    select
        contacts.id as contact_id,
        trim(split_part(contacts.property_hs_merged_object_ids, ';', places.place)) as merged_contact_id
    from contacts
    inner join places
        on split_part(contacts.property_hs_merged_object_ids, ';', places.place) <> ''
    where contacts.property_hs_merged_object_ids <> ''

),

told as (

    select
        vid_to_merge as merged_contact_id,
        canonical_vid as contact_id,
        cast(timestamp as timestamp) as merged_at
    from audit

    union

    select
        merged_contact_id,
        contact_id,
        {{ dbt.dateadd(
            'second',
            'cast(floor(cast(milliseconds as bigint) / 1000) as integer)',
            "cast('1970-01-01' as timestamp)"
        ) }} as merged_at
    from dated
    where milliseconds <> ''

)

select
    merged_contact_id,
    contact_id,
    merged_at
from told

union all

-- when they were merged nobody wrote down; the sync that no longer found the merged contact comes close
select
    undated.merged_contact_id,
    undated.contact_id,
    cast(coalesce(merged._fivetran_synced, kept._fivetran_synced) as timestamp) as merged_at
from undated
inner join contacts as kept
    on undated.contact_id = kept.id
left join contacts as merged
    on undated.merged_contact_id = merged.id
left join told
    on undated.merged_contact_id = told.merged_contact_id
where told.merged_contact_id is null
