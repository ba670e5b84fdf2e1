-- One row per contact that was merged into another, from the audit table of older connectors and from the property that took its place.
with

audit as (

    select * from {{ source('hubspot', 'contact_merge_audit') }}

),

contacts as (

    select * from {{ source('hubspot', 'contact') }}

),

places as (

    select cast(generated_number as {{ dbt.type_int() }}) as place
    from ({{ dbt.generate_series(50) }}) as numbers

),

-- "106:1773144000000;108:…": contact and milliseconds since 1970
pairs as (

    select
        contacts.id as contact_id,
        split_part(contacts.property_hs_calculated_merged_vids, ';', places.place) as pair
    from contacts
    inner join places
        on split_part(contacts.property_hs_calculated_merged_vids, ';', places.place) <> ''

)

select
    cast(vid_to_merge as {{ dbt.type_string() }}) as merged_contact_id,
    cast(canonical_vid as {{ dbt.type_string() }}) as contact_id,
    cast(timestamp as timestamp) as merged_at
from audit

union

select
    split_part(pair, ':', 1) as merged_contact_id,
    cast(contact_id as {{ dbt.type_string() }}) as contact_id,
    {{ dbt.dateadd(
        'second',
        'cast(floor(cast(split_part(pair, \':\', 2) as bigint) / 1000) as integer)',
        "cast('1970-01-01' as timestamp)"
    ) }} as merged_at
from pairs
