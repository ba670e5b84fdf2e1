-- One row per contact named in a merge and period of days: the contact that it is known as.
-- a view, for a table would keep the ids of people to be forgotten
{{ config(materialized=view_of_people()) }}

with

delivered_merges as (

    select
        *,
        cast(merged_at as date) as merged_on
    from {{ ref('stg_contact_merges') }}
    where rejected_because is null

),

-- of a day its last row counts
last_of_day as (

    select
        *,
        row_number() over (
            partition by merged_contact_id, merged_on
            order by merged_at desc, contact_id desc
        ) as recency_rank
    from delivered_merges

),

known_merges as (

    select
        merged_contact_id as from_contact_id,
        contact_id as to_contact_id,
        merged_on as known_from,
        lead(merged_on, 1, {{ always_until() }}) over (partition by merged_contact_id order by merged_on) as known_until
    from last_of_day
    where recency_rank = 1

),

named_contacts as (

    select from_contact_id as contact_id from known_merges
    union
    select to_contact_id from known_merges

),

-- before its first merge, or without one, a contact is itself: the end of every chain
chain_ends as (

    select
        named_contacts.contact_id as from_contact_id,
        named_contacts.contact_id as to_contact_id,
        {{ always_from() }} as known_from,
        coalesce(min(known_merges.known_from), {{ always_until() }}) as known_until
    from named_contacts
    left join known_merges
        on named_contacts.contact_id = known_merges.from_contact_id
    group by 1, 2

),

hops_1 as (

    select * from known_merges
    union all
    select * from chain_ends

),

hops_2 as (
    {{ select_twice_as_far('hops_1') }}
),

hops_4 as (
    {{ select_twice_as_far('hops_2') }}
),

hops_8 as (
    {{ select_twice_as_far('hops_4') }}
),

hops_16 as (
    {{ select_twice_as_far('hops_8') }}
),

hops_32 as (
    {{ select_twice_as_far('hops_16') }}
),

hops_64 as (
    {{ select_twice_as_far('hops_32') }}
),

-- a path without an end runs in a cycle, which merges nobody
survivors as (

    select
        hops_64.from_contact_id,
        coalesce(chain_ends.to_contact_id, hops_64.from_contact_id) as contact_id,
        hops_64.known_from,
        hops_64.known_until
    from hops_64
    left join chain_ends
        on hops_64.to_contact_id = chain_ends.from_contact_id
        and {{ periods_overlap('hops_64', 'chain_ends') }}

)

select
    from_contact_id,
    known_from,
    known_until,
    contact_id
from survivors
