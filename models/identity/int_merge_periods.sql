-- One row per contact named in a merge and period of days: the contact it is known as, and the id at the end of its chain of merges.
-- a view, for a table would keep the ids of people to be forgotten
{{ config(materialized=view_of_people()) }}

with recursive

-- of a day its last row counts
ranked as (

    select
        *,
        cast(merged_at as date) as merged_on,
        row_number() over (
            partition by merged_contact_id, cast(merged_at as date)
            order by merged_at desc, contact_id desc
        ) as recency_rank
    from {{ ref('stg_contact_merges') }}
    where rejected_because is null

),

known_merges as (

    select
        merged_contact_id as from_contact_id,
        contact_id as to_contact_id,
        merged_on as known_from,
        lead(merged_on, 1, {{ always_until() }}) over (partition by merged_contact_id order by merged_on) as known_until
    from ranked
    where recency_rank = 1

),

-- survivor_id is null for an id that contacts lacks: it can be passed, but nobody is known as it. Before its first merge, or without
-- one, a contact is itself: the end of every path
named_contacts as (

    select
        named.contact_id,
        max(contacts.contact_id) as survivor_id,
        coalesce(min(named.merged_on), {{ always_until() }}) as ends_until
    from (
        select from_contact_id as contact_id, known_from as merged_on from known_merges
        union all
        select to_contact_id, null from known_merges
    ) as named
    left join {{ ref('stg_contacts') }} as contacts
        on named.contact_id = contacts.contact_id
        and contacts.rejected_because is null
    group by named.contact_id

),

-- from the ends backwards, so that each path is gone once, however long it is, and one that runs into a cycle never
paths{{ recursive_columns(['from_contact_id', 'known_from', 'known_until', 'survivor_id', 'end_contact_id']) }} as (

    select
        contact_id as from_contact_id,
        {{ always_from() }} as known_from,
        ends_until as known_until,
        survivor_id,
        contact_id as end_contact_id
    from named_contacts
    where ends_until > {{ always_from() }}
    union all
    select
        known_merges.from_contact_id,
        {{ shared_period('known_merges', 'paths') }},
        coalesce(paths.survivor_id, named_contacts.survivor_id) as survivor_id,
        paths.end_contact_id
    from paths
    inner join known_merges
        on paths.from_contact_id = known_merges.to_contact_id
        and {{ periods_overlap('paths', 'known_merges') }}
    inner join named_contacts
        on known_merges.from_contact_id = named_contacts.contact_id

),

-- the day from which a row holds and, where no path goes on from its end, the days up to the next
held as (

    select
        *,
        lead(known_from, 1, {{ always_until() }}) over (partition by from_contact_id order by known_from, known_until) as next_known_from
    from (
        select * from paths
        union all
        select contact_id, {{ always_from() }}, {{ always_from() }}, null, null from named_contacts
    ) as paths_of_all

)

select
    from_contact_id,
    known_from,
    known_until,
    coalesce(survivor_id, from_contact_id) as contact_id,
    end_contact_id
from held
where known_from < known_until

union all

-- a path without an end runs in a cycle, which merges nobody
select
    from_contact_id,
    known_until as known_from,
    next_known_from as known_until,
    from_contact_id as contact_id,
    null as end_contact_id
from held
where known_until < next_known_from
